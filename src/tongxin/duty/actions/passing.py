"""Pass the door: with one's own phone by the code, or at the station's screen."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.actions import has_consent
from tongxin.people.models import Person
from tongxin.rosters.models import Enrolment, Post

from ..codes import WrongCode, must_be_ours, must_open, read_ticket
from ..distance import metres_between
from ..models import Attendance
from ..times import Times, times_at_the_door
from ..tries import PERSON_TRIES, count, must_be_left
from .arriving import Arrival, arrive
from .leaving import end, lock_attendance, must_be_here
from .places import must_be_own

TOO_OFTEN = _("Wrong digits too often. Ask the leader to call your name, or wait ten minutes.")
Point = tuple[float, float]  # latitude, longitude in degrees


def check_in(
    enrolment: Enrolment, *, code: str = "", ticket: str = "", device: str = "",
    point: Point | None = None, client_key: str = "", by: Person,
) -> Attendance:  # fmt: skip
    """Come on duty by the digits at the door (`code`), or by having scanned them (`ticket`).

    `point` counts only with consent, and only its distance is kept. Twice is once: a phone that
    never heard the answer may send the same again, when the digits have long changed. Raises
    `WrongCode`, `CodeOfAnother`, `TooManyTries`, `TurnedAway` and what `arrive` raises.
    """
    must_be_own(enrolment, by)
    now, times = timezone.now(), times_at_the_door()

    def metres(row: Enrolment) -> int | None:
        _must_be_at_the_door(row, code, ticket, device, now, times, by)
        return _metres(point, row.shift.post, by)

    how = Attendance.How.CODE
    return arrive(enrolment, Arrival(now, how, by, device, metres, client_key, times=times))


@transaction.atomic
def check_out(
    attendance: Attendance, *, code: str = "", ticket: str = "", device: str = "",
    pauses_minutes: int = 0, by: Person,
) -> Attendance:  # fmt: skip
    """Go off duty by the code of the door; the hours are credited. Twice is once.

    Raises `WrongCode`, `CodeOfAnother`, `TooManyTries`, `NotHere`.
    """
    must_be_own(attendance.enrolment, by)
    if attendance.state == Attendance.State.LEFT:
        return attendance
    now = timezone.now()
    _must_be_at_the_door(attendance.enrolment, code, ticket, device, now, times_at_the_door(), by)
    found = lock_attendance(attendance)
    if found.state == Attendance.State.LEFT:
        return found
    must_be_here(found)
    found.pauses_minutes = max(0, pauses_minutes)
    end(found, at=now, how=Attendance.How.CODE, by=by)
    return found


def _must_be_at_the_door(
    enrolment: Enrolment, code: str, ticket: str, device: str, now: datetime, times: Times,
    by: Person,
) -> None:  # fmt: skip
    if ticket:
        must_be_ours(read_ticket(ticket), enrolment=enrolment.pk, person=by.pk, device=device)
        return
    must_be_left(str(by.pk), PERSON_TRIES, TOO_OFTEN)
    try:
        must_open(enrolment.shift, code, now, times.code_seconds)
    except WrongCode:
        count(str(by.pk))
        raise


def _metres(point: Point | None, post: Post, by: Person) -> int | None:
    """Return how far the phone is from the post; None where nobody agreed to say."""
    if point is None or post.point is None or not has_consent(by, "location"):
        return None
    return round(metres_between(point, post.point))
