"""Call the roll: the leader or the station says who is there and who goes home (rule 38)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.people.models import Person
from tongxin.rosters.models import Enrolment

from ..models import Attendance
from .arriving import Arrival, arrive
from .leaving import end, lock_attendance, must_be_here
from .places import must_call_roll


def call_in(
    enrolment: Enrolment, *, said_at: datetime | None = None, vouched: bool = False,
    client_key: str = "", by: Person,
) -> Attendance:  # fmt: skip
    """Note that somebody is there; every gate is asked as at the code. Twice is once.

    `said_at`: when it was called, if there was no network then; never later than now. `vouched`: a
    helper without an account was asked for health, and is protected. Raises what `arrive` raises.
    """
    must_call_roll(enrolment.shift, by)
    at = min(said_at or timezone.now(), timezone.now())
    key = f"{by.pk}:{client_key}" if client_key else ""
    return arrive(enrolment, Arrival(at, Attendance.How.ROLL, by, client_key=key, vouched=vouched))


@transaction.atomic
def call_out(
    attendance: Attendance, *, said_at: datetime | None = None, pauses_minutes: int = 0, by: Person
) -> Attendance:
    """Note that somebody goes home; the hours are credited. Twice is once. Raises `NotHere`."""
    must_call_roll(attendance.enrolment.shift, by)
    found = lock_attendance(attendance)
    if found.state == Attendance.State.LEFT:
        return found
    must_be_here(found)
    found.pauses_minutes = max(0, pauses_minutes)
    end(found, at=said_at or timezone.now(), how=Attendance.How.ROLL, by=by)
    return found
