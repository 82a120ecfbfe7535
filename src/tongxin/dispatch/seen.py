"""What the city looked like when a plan was read, so that a stale plan can say so."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from tongxin.clearance.gates import levels_declared
from tongxin.places.queries import under_path
from tongxin.rosters.models import Enrolment, Part, Post, Shift
from tongxin.volunteers.models import Volunteer

from .models import Plan
from .problem import dawn_of


def city_seen(plan: Plan) -> dict[str, Any]:
    """Return a few counts that change when the plan's ground does; five queries."""
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
    return [words for name, words in said.items() if now[name] != plan.seen.get(name)]
