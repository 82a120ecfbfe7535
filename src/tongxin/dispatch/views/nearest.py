"""Who fits a shift: a list to choose from, and to ask whom one has chosen."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest
from tongxin.rosters import board
from tongxin.rosters.models import Part, Shift
from tongxin.volunteers.models import Volunteer
from tongxin.web.http import is_key

from .. import actions
from ..lately import stood_lately
from ..nearest import FAR, fits
from .offers import kept

MOST = 20  # people shown


@login_required
@never_cache
def nearest(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Show who fits a role best and has not been asked yet, nearest first."""
    found = kept(request, shift_id)
    request.user.must("offer.send", at=found.post.place)
    roles = [role for role in board.roles_of(found) if not role.part.whole_team]
    role = next((one for one in roles if str(one.part.pk) == request.GET.get("part")), None)
    role = role or next((one for one in roles if one.is_short), roles[0] if roles else None)
    context = {
        "shift": found, "roles": roles, "role": role,
        "free": role.left if role else 0,
        "rows": _rows(found, role.part) if role and not found.has_begun else [],
        "crumbs": [{"label": str(found.post), "url": f"/desk/shifts/{found.pk}"}],
    }  # fmt: skip
    return render(request, "dispatch/nearest.html", context)


def _rows(shift: Shift, part: Part) -> list[dict[str, Any]]:
    found = fits(
        shift, part, most=MOST, without=actions.asked_for(shift), costs=actions.costs_of(shift)
    )
    keys = [fit.person for fit in found]
    rows = Volunteer.objects.filter(person__in=keys).select_related("person__home__parent")
    known = {row.person_id: row for row in rows}
    lately = stood_lately(shift.starts_at, keys)
    return [
        {
            "volunteer": known[fit.person],
            "km": f"{fit.metres / 1000:.1f}" if shift.post.point and fit.metres < FAR else "",
            "likes": shift.post.service_class_id in known[fit.person].prefers,
            "lately": lately.get(fit.person, 0),
        }
        for fit in found
        if fit.person in known
    ]


@require_POST
@login_required
def chosen(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Ask those who were chosen, as far as they still fit and places are free."""
    found = kept(request, shift_id)
    part = next((one for one in found.post.parts.all() if str(one.pk) == request.POST.get("part")),
                None)  # fmt: skip
    keys = [int(key) for key in request.POST.getlist("person")[:MOST] if is_key(key)]
    sent = actions.ask_chosen(found, part=part, people=keys, by=request.user) if part else 0
    if sent:
        said = ngettext("%(n)s person is asked.", "%(n)s people are asked.", sent)
        messages.success(request, said % {"n": sent})
    elif not keys:
        messages.warning(request, _("Choose somebody first."))
    else:
        messages.warning(request, _("No place is free, or nobody else fits."))
    query = f"?part={part.pk}" if part else ""
    return redirect(reverse("dispatch:nearest", args=[shift_id]) + query)
