"""The leader's phone: the code, the roll, the handover; without a network too."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.errors import DomainError
from tongxin.people.requests import PersonRequest
from tongxin.rosters.models import Enrolment, Shift
from tongxin.rosters.occasions import is_drill
from tongxin.web.http import accepted

from .. import actions
from ..codes import codes_of, door_of, shown
from ..expected import of_shift
from ..forms import HandoverForm, RollForm
from ..gates import lacking
from ..models import Attendance, Handover
from ..picture import next_of, overseen
from ..qrs import address_of, dots_of, drawing
from ..times import times_in_force


def led_shift(request: PersonRequest, shift_id: int) -> Shift:
    """Return a shift the reader leads or oversees, or 404."""
    rows = Shift.objects.filter(overseen(request.user)).select_related(
        "post__place__parent", "post__site", "post__team__place", "post__request"
    )
    found: Shift = get_object_or_404(rows, pk=shift_id)
    return found


@login_required
@never_cache
def lead(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Show the code of the shift, and who is there."""
    return _page(request, led_shift(request, shift_id))


def _page(
    request: PersonRequest, shift: Shift, *, error: DomainError | None = None,
    handover: HandoverForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    calls = actions.calls_roll(shift, request.user)
    rows = list(of_shift(shift))
    outside = [row for row in rows if _state(row) in ("", Attendance.State.TURNED_AWAY)]
    missing = lacking(shift, outside) if calls and shift.ends_at > timezone.now() else {}
    for row in rows:
        row.lacks = missing.get(row.person_id, [])
    following = next_of(shift)
    previous = Handover.objects.filter(
        shift__post=shift.post_id, shift__ends_at__lte=shift.starts_at, taken_at=None
    )
    context = {
        "shift": shift, "is_drill": is_drill(shift), "rows": rows, "calls": calls,
        "now": timezone.now(), "error": error,
        "refusals": getattr(error, "refusals", []), "fresh_key": uuid.uuid4().hex,
        "here": sum(_state(row) == Attendance.State.HERE for row in rows),
        "next": following, "coming": following and following.enrolments.holding().count(),
        "handover": Handover.objects.filter(shift=shift).select_related("by", "taken_by").first(),
        "before": previous.select_related("by", "shift__post").first(),
        "handover_form": handover or HandoverForm(), **(_code(shift) if calls else {}),
    }  # fmt: skip
    return render(request, "duty/lead.html", context, status=status)


def _state(row: Enrolment) -> str:
    attendance: Attendance | None = getattr(row, "attendance", None)
    return attendance.state if attendance else ""


def _code(shift: Shift) -> dict[str, Any]:
    """Return the code of now, and all of the shift's, for when there is no network."""
    now, times, door = timezone.now(), times_in_force(), door_of(shift)
    digits, left = shown(door, now, times.code_seconds)
    first, codes = codes_of(shift, times.code_seconds, times.opens)
    side, dots = dots_of(door, codes)
    return {
        "digits": digits, "seconds_left": left, "qr": drawing(address_of(door, digits), digits),
        "first_window": first, "codes": " ".join(codes), "dots": dots, "side": side,
        "code_seconds": times.code_seconds, "server_ms": int(now.timestamp() * 1000),
    }  # fmt: skip


@login_required
@require_POST
def roll(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Note that somebody is there or goes home; also what was called without a network."""
    shift, form = led_shift(request, shift_id), RollForm(request.POST)
    row = get_object_or_404(_roll_of(shift), pk=_key(request))
    if not form.is_valid():
        return _page(request, shift, status=422)
    said = form.cleaned_data
    try:
        if said["said"] == "in":
            actions.call_in(
                row, said_at=said["said_at"], vouched=said["vouched"],
                client_key=said["client_key"], by=request.user,
            )  # fmt: skip
        else:
            actions.call_out(
                get_object_or_404(Attendance.objects.select_related(*LOADED), enrolment=row),
                said_at=said["said_at"], pauses_minutes=said["pauses_minutes"] or 0,
                by=request.user,
            )  # fmt: skip
    except DomainError as error:
        return _page(request, shift, error=error, status=error.status)
    return accepted(request, reverse("duty:lead", args=[shift.pk]))


LOADED = ("enrolment__shift__post__team__place", "enrolment__shift__post__place")


def _roll_of(shift: Shift) -> Any:
    rows = Enrolment.objects.filter(shift=shift)
    return rows.select_related("person", "part", "shift__post__place", "shift__post__team__place")


def _key(request: PersonRequest) -> int:
    text = request.POST.get("enrolment", "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@login_required
@require_POST
def unwell(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Send somebody home who falls unwell."""
    shift = led_shift(request, shift_id)
    found = get_object_or_404(
        Attendance.objects.select_related(*LOADED),
        enrolment__shift=shift, enrolment=_key(request),
    )  # fmt: skip
    what = request.POST.get("what", "").strip()[:500] or _("did not say")
    actions.fall_unwell(found, what=what, by=request.user)
    messages.success(request, _("A case is open, and somebody else is being asked."))
    return redirect("duty:lead", shift_id=shift_id)


@login_required
@require_POST
def handover(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Write what the next shift should know."""
    shift, form = led_shift(request, shift_id), HandoverForm(request.POST)
    if not form.is_valid():
        return _page(request, shift, handover=form, status=422)
    actions.write_handover(shift, words=form.cleaned_data["words"], by=request.user)
    messages.success(request, _("The next shift reads it when it takes over."))
    return redirect("duty:lead", shift_id=shift_id)


@login_required
@require_POST
def taking(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Take over what the shift before wrote."""
    shift = led_shift(request, shift_id)
    rows = Handover.objects.filter(shift__post=shift.post_id).select_related(
        "shift__post__place", "shift__post__team__place"
    )
    key = request.POST.get("handover", "")
    found = get_object_or_404(rows, pk=key if key.isdecimal() and len(key) < 19 else 0)
    actions.take_handover(found, by=request.user)
    return redirect("duty:lead", shift_id=shift_id)
