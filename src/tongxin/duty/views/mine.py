"""One's own duty on one's own phone: come, go, fall unwell, say that one was there."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.errors import DomainError
from tongxin.people.actions import has_consent
from tongxin.people.requests import PersonRequest
from tongxin.rosters.models import Enrolment
from tongxin.rosters.occasions import is_drill

from .. import actions
from ..actions.refusals import TurnedAway
from ..expected import of_person
from ..forms import CodeForm, OutForm, UnwellForm, WordsForm
from ..gates import is_mendable
from ..models import Absence, Attendance
from ..phones import phone_of, remember
from ..picture import Row, shifts_at
from ..times import Times, times_in_force


@login_required
@never_cache
def mine(request: PersonRequest) -> HttpResponse:
    """Show what the door expects of me now, and what it noted."""
    return remember(_page(request), request)


def _page(
    request: PersonRequest, *, forms: dict[int, Any] | None = None, status: int = 200
) -> HttpResponse:
    now, times = timezone.now(), times_in_force()
    rows = list(of_person(request.user, now, times))
    for row in rows:
        row.form = (forms or {}).get(row.pk) or OutForm(auto_id=f"id_{row.pk}_%s")
        row.door_opens = row.shift.starts_at - times.opens
        row.is_drill = is_drill(row.shift)
    today = timezone.localdate()
    context = {
        "rows": rows, "led": _led(request, now, times), "now": now, "today": today,
        "unwell": UnwellForm(), "words": WordsForm(),
        "locates": has_consent(request.user, "location"),
        "absences": Absence.objects.standing(today)
        .filter(person=request.user)
        .select_related("enrolment__shift__post__place__parent"),
        "past": Attendance.objects.filter(person=request.user, state=Attendance.State.LEFT)
        .select_related("enrolment__shift__post__place__parent")[:20],
    }  # fmt: skip
    return render(request, "duty/mine.html", context, status=status)


def _led(request: PersonRequest, now: datetime, times: Times) -> list[Row]:
    """Return the shifts of the teams the reader leads, for who stands at the door as leader."""
    return shifts_at(request.user, None, now, times) if request.user.teams_led else []


def own(request: PersonRequest, enrolment_id: int) -> Enrolment:
    """Return one's own place in a shift, or 404."""
    rows = Enrolment.objects.filter(person=request.user.pk).select_related(
        "shift__post__place", "shift__post__site"
    )
    found: Enrolment = get_object_or_404(rows, pk=enrolment_id)
    return found


def own_attendance(request: PersonRequest, enrolment_id: int) -> Attendance:
    """Return one's own attendance at a shift, or 404."""
    row = own(request, enrolment_id)
    found: Attendance = get_object_or_404(Attendance, enrolment=row)
    found.enrolment = row
    return found


@login_required
@require_POST
def coming(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Check in by the digits or a scanned code; or say everything that is missing."""
    row, form = own(request, enrolment_id), CodeForm(request.POST, auto_id=f"id_{enrolment_id}_%s")
    if not form.is_valid():
        return _page(request, forms={row.pk: form}, status=422)
    said = form.cleaned_data
    try:
        actions.check_in(
            row, code=said["code"], ticket=said["ticket"], device=phone_of(request),
            point=form.point, by=request.user,
        )  # fmt: skip
    except TurnedAway as error:
        return turned_away(request, row, error)
    except DomainError as error:
        return _refused(request, row, form, error)
    messages.success(request, _("You are on duty. Thank you for coming!"))
    return redirect("duty:mine")


def _refused(
    request: PersonRequest, row: Enrolment, form: CodeForm, error: DomainError
) -> HttpResponse:
    form.add_error("code", str(error))
    return _page(request, forms={row.pk: form}, status=error.status)


def turned_away(request: PersonRequest, row: Enrolment, error: TurnedAway) -> HttpResponse:
    """Say what is missing, what to do and who can help; who must go home is not sent for a kit."""
    post = row.shift.post
    final = [one for one in error.refusals if not is_mendable([one])]
    context = {
        "row": row, "shift": row.shift, "refusals": final or error.refusals,
        "helper": post.contact_name, "phone": post.contact_phone, "team": post.team,
    }  # fmt: skip
    return render(request, "duty/turned_away.html", context, status=409)


@login_required
@require_POST
def going(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Check out by the digits or a scanned code."""
    found = own_attendance(request, enrolment_id)
    form = OutForm(request.POST, auto_id=f"id_{enrolment_id}_%s")
    if not form.is_valid():
        return _page(request, forms={found.enrolment_id: form}, status=422)
    said = form.cleaned_data
    try:
        actions.check_out(
            found, code=said["code"], ticket=said["ticket"], device=phone_of(request),
            pauses_minutes=said["pauses_minutes"] or 0, by=request.user,
        )  # fmt: skip
    except DomainError as error:
        return _refused(request, found.enrolment, form, error)
    messages.success(request, _("Thank you! Your hours are noted. Please give your kit back."))
    return redirect("duty:mine")


@login_required
@require_POST
def unwell(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Go home unwell."""
    found, form = own_attendance(request, enrolment_id), UnwellForm(request.POST)
    what = form.cleaned_data["what"] if form.is_valid() else _("did not say")
    actions.fall_unwell(found, what=what, by=request.user)
    messages.success(
        request, _("Please rest. Your coordinator knows, and your hours until now are noted.")
    )
    return redirect("duty:mine")


@login_required
@require_POST
def appeal(request: PersonRequest, absence_id: int) -> HttpResponse:
    """Say that a no-show was recorded wrongly."""
    found = get_object_or_404(Absence.objects.filter(person=request.user.pk), pk=absence_id)
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    actions.appeal(found, words=words, by=request.user)
    messages.success(request, _("Thank you. Somebody else looks at it and answers you."))
    return redirect("duty:mine")
