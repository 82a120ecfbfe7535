"""What the city looked like when a plan was read, so that a stale plan can say so."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from tongxin.clearance.gates import levels_declared
from tongxin.journal.models import Entry
from tongxin.places.queries import under_path
from tongxin.rosters.models import Enrolment, Part, Post, Shift
from tongxin.volunteers.models import Volunteer

from .models import Plan
from .problem import dawn_of

ABOUT_PEOPLE = (
    "pass.earned", "pass.given", "pass.revoked", "qualification.verified",
    "qualification.withdrawn", "volunteer.offer_changed", "volunteer.blackout_added",
    "volunteer.blackout_removed", "volunteer.start_set", "volunteer.suspended", "volunteer.lifted",
    "person.moved", "policy.covered", "policy.uncovered", "policy.cancelled", "case.opened",
    "case.cleared",
)  # fmt: skip


def city_seen(plan: Plan) -> dict[str, Any]:
    """Return a few counts that change when the plan's ground does; six queries."""
    there = under_path(plan.place.path, "post__place__path")
    since, until = dawn_of(plan.first_day), dawn_of(plan.last_day + timedelta(days=1))
    shifts = Shift.objects.filter(there, starts_at__gte=since, starts_at__lt=until)
    posts = Post.objects.filter(pk__in=shifts.values("post"))
    held = Enrolment.objects.holding().filter(shift__in=shifts.values("pk"))
    counted = shifts.filter(state="open").aggregate(n=Count("pk"), sum=Sum("sequence"))
    return {
        "shifts": [counted["n"], counted["sum"] or 0, posts.filter(state="open").count()],
        "places": Part.objects.filter(post__in=posts.values("pk")).aggregate(
            least=Sum("minimum"), most=Sum("maximum")
        ),
        "held": held.aggregate(n=Count("pk"), last=Max("pk"), heads=Sum("heads")),
        "hands": Volunteer.objects.active().count(),
        "levels": levels_declared(since, until),
        "journal": Entry.objects.aggregate(last=Max("pk"))["last"] or 0,
    }  # fmt: skip


def stale(plan: Plan) -> list[str]:
    """Return in words what has changed since a draft was read; nothing: it still holds."""
    if not plan.seen:
        return []
    said = {
        "shifts": _("shifts were added, changed or called off"),
        "places": _("the number of places has changed"),
        "held": _("people joined or left shifts"),
        "hands": _("people joined or left the register"),
        "levels": _("a response level was declared or lifted"),
    }
    now = city_seen(plan)
    changed = [words for name, words in said.items() if now[name] != plan.seen.get(name)]
    if _people_changed(plan, since=plan.seen.get("journal", now["journal"])):
        changed.append(_("what volunteers there may or would do has changed"))
    return changed


def _people_changed(plan: Plan, *, since: int) -> bool:
    """Tell whether the journal, after its entry `since`, names a pass, an hour or the like."""
    later = Entry.objects.filter(pk__gt=since, verb__in=ABOUT_PEOPLE)
    return later.filter(under_path(plan.place.path, "place")).exists()
