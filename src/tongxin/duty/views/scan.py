"""What a phone opens when it scans the code at the door."""

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongxin.people.actions import has_consent
from tongxin.people.requests import PersonRequest
from tongxin.rosters.models import Enrolment
from tongxin.rosters.occasions import is_drill

from .. import actions
from ..codes import Ticket, doors_for, opens
from ..expected import of_person
from ..forms import OutForm
from ..phones import known_phone, remember
from ..times import times_in_force
from ..tries import PERSON_TRIES, count, must_be_left

DOOR = re.compile(r"^[sp]\d{1,18}$")


@login_required
@never_cache
@require_GET
def scan(request: PersonRequest, door: str, digits: str) -> HttpResponse:
    """Offer to check in or out at this door; the ticket is for this account and phone alone."""
    if not DOOR.match(door):
        raise Http404
    now, times = timezone.now(), times_in_force()
    phone, fresh = known_phone(request)
    must_be_left(str(request.user.pk), PERSON_TRIES, actions.TOO_OFTEN)
    is_fresh = opens(door, digits, now, times.code_seconds)
    if not is_fresh:
        count(str(request.user.pk))
    mine = of_person(request.user, now, times)
    rows = [row for row in mine if is_fresh and door in doors_for(row.shift)]
    for row in rows:
        row.form, row.is_drill = _form(row, request, phone), is_drill(row.shift)
    context = {
        "rows": rows, "is_fresh": is_fresh, "locates": has_consent(request.user, "location"),
        "now": now,
    }  # fmt: skip
    status = 200 if rows else 409
    return remember(render(request, "duty/scan.html", context, status=status), request, fresh)


def _form(row: Enrolment, request: PersonRequest, phone: str) -> OutForm:
    ticket = Ticket(row.pk, request.user.pk, phone).signed()
    return OutForm(initial={"ticket": ticket}, auto_id=f"id_{row.pk}_%s")
