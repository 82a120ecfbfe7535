"""The door for programmes: the same actions as the pages, the same rules."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router, Status
from pydantic import StringConstraints

from tongxin.errors import DomainError
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place
from tongxin.places.queries import under_any
from tongxin.rosters.models import Enrolment, Shift
from tongxin.web.questions import RowQuestion

from . import actions, picture
from . import schemas as s
from .actions.refusals import NotHere, TurnedAway
from .expected import of_person
from .models import Attendance
from .times import times_in_force

router = Router()
IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{8,40}$")]
OWN = RowQuestion(
    lambda: Enrolment, lambda rows, key, person: rows.filter(pk=key, person=person).order_by(),
    int, int,
)  # fmt: skip
LOADED = ("shift__post__place", "shift__post__site", "shift__post__team__place", "part", "person")


@router.get("mine", response=list[s.ExpectedOut])
def mine(request: PersonRequest) -> Any:
    """List one's own places whose door is open now, or opens within the hour."""
    return of_person(request.user, timezone.now(), times_in_force())


@router.post(
    "enrolments/{enrolment_id}/check-in", response={200: s.AttendanceOut, 409: s.TurnedAwayOut}
)
def check_in(
    request: PersonRequest, enrolment_id: Path[s.Key], body: s.ComingIn,
    idempotency_key: Annotated[IdempotencyKey | None, Header(alias="Idempotency-Key")] = None,
) -> Any:  # fmt: skip
    """Come on duty by the digits at the door; twice is once. 409: everything that is missing."""
    point = None
    if body.latitude is not None and body.longitude is not None:
        point = (body.latitude, body.longitude)
    key = f"{request.user.pk}:{idempotency_key}" if idempotency_key else ""
    try:
        return actions.check_in(
            _bare_own(request, enrolment_id), code=body.code, point=point, client_key=key,
            by=request.user,
        )  # fmt: skip
    except TurnedAway as error:
        return Status(409, {"detail": str(error), "reasons": error.refusals})


@router.post("enrolments/{enrolment_id}/check-out", response=s.AttendanceOut)
def check_out(request: PersonRequest, enrolment_id: Path[s.Key], body: s.GoingIn) -> Attendance:
    """Go off duty by the digits at the door; the hours are credited. Twice is once."""
    found = _attendance(_own(request, enrolment_id))
    return actions.check_out(
        found, code=body.code, pauses_minutes=body.pauses_minutes, by=request.user
    )


@router.post("enrolments/{enrolment_id}/unwell", response=s.AttendanceOut)
def unwell(request: PersonRequest, enrolment_id: Path[s.Key], body: s.UnwellIn) -> Attendance:
    """Go home unwell: the duty ends, and somebody else is asked."""
    return actions.fall_unwell(
        _attendance(_own(request, enrolment_id)), what=body.what, by=request.user
    )


@router.post("shifts/{shift_id}/roll", response=list[s.CalledOut])
def roll(request: PersonRequest, shift_id: Path[s.Key], body: s.RollIn) -> Any:
    """Call a roll, each name for itself; also what was called without a network."""
    shifts = Shift.objects.filter(picture.overseen(request.user))
    shift = get_object_or_404(
        shifts.select_related("post__place", "post__team__place"), pk=shift_id
    )
    rows = Enrolment.objects.filter(shift=shift, pk__in=[one.enrolment for one in body.calls])
    known = {row.pk: row for row in rows.select_related(*LOADED)}
    return [_call(request, one, known.get(one.enrolment)) for one in body.calls]


def _call(request: PersonRequest, one: s.CallIn, row: Enrolment | None) -> dict[str, Any]:
    if row is None:
        return {"enrolment": one.enrolment, "state": "unknown"}
    try:
        done = _in(request, one, row) if one.said == "in" else _out(request, one, row)
    except DomainError as error:
        return {"enrolment": row.pk, "state": "refused", "detail": str(error)}
    return {"enrolment": row.pk, "state": done.state}


def _in(request: PersonRequest, one: s.CallIn, row: Enrolment) -> Attendance:
    return actions.call_in(
        row, said_at=one.said_at, vouched=one.vouched, client_key=one.client_key, by=request.user
    )


def _out(request: PersonRequest, one: s.CallIn, row: Enrolment) -> Attendance:
    found = Attendance.objects.filter(enrolment=row).first()
    if found is None:
        raise NotHere(_("Nobody who is not on duty can check out."))
    found.enrolment = row
    return actions.call_out(
        found, said_at=one.said_at, pauses_minutes=one.pauses_minutes, by=request.user
    )


@router.get("picture", response=list[s.LineOut])
def on_duty(request: PersonRequest, below: Query[s.Below]) -> Any:
    """Tell who is on duty below a place one oversees; without one, below the widest."""
    tops = picture.places_of(request.user)
    rows = Place.objects.filter(under_any([top.path for top in tops]))
    found = get_object_or_404(rows, code=below.place or (tops[0].code if tops else ""))
    lines = picture.below(found, timezone.now(), times_in_force())
    return [
        {"place": line.place.code, "name": line.place.label, **vars(line.counted)}
        for line in lines
    ]  # fmt: skip


def _own(request: HttpRequest, enrolment_id: int) -> Enrolment:
    rows = Enrolment.objects.filter(person=request.user.pk).select_related(*LOADED)
    found: Enrolment = get_object_or_404(rows, pk=enrolment_id)
    return found


def _bare_own(request: PersonRequest, enrolment_id: int) -> Enrolment:
    """Return the same alone: who comes on duty locks the place, and reads the rest with it."""
    found: list[Enrolment] = OWN.find(enrolment_id, request.user.pk)
    if not found:
        raise Http404
    return found[0]


def _attendance(row: Enrolment) -> Attendance:
    found: Attendance = get_object_or_404(Attendance, enrolment=row)
    found.enrolment = row
    return found
