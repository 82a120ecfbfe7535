"""Check out; whoever forgets is closed at the planned end. The hours are credited with it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.records.actions import credit

from ..models import Attendance
from ..occasions import stint_of
from ..times import times_in_force
from .places import lock_enrolment
from .refusals import NotHere


def lock_attendance(attendance: Attendance) -> Attendance:
    """Return the attendance fresh, its enrolment locked: the one lock of the door."""
    row = lock_enrolment(attendance.enrolment)
    found: Attendance = Attendance.objects.get(enrolment=row)
    found.enrolment = row
    return found


def must_be_here(attendance: Attendance) -> None:
    """Raise `NotHere` unless the person is on duty."""
    if attendance.state != Attendance.State.HERE:
        raise NotHere(_("Nobody who is not on duty can check out."))


def end(attendance: Attendance, *, at: datetime, how: str, by: Person, flag: str = "") -> None:
    """Let a duty end, and credit its hours in the same transaction. The enrolment is locked."""
    assert attendance.came_at is not None
    attendance.state, attendance.how_out = Attendance.State.LEFT, how
    attendance.left_at = max(attendance.came_at, min(at, timezone.now()))
    if flag:
        attendance.flags = [*attendance.flags, flag]
    attendance.save()
    place = attendance.enrolment.shift.post.place
    if attendance.person_id is not None:
        credit(stint_of(attendance, by=by), by=by)
    record("attendance.ended", by=by, on=attendance, at=place, how=how, flags=attendance.flags)


@transaction.atomic
def close(attendance: Attendance, *, by: Person) -> bool:
    """Close a forgotten duty at the planned end, flagged; twice is once."""
    found = lock_attendance(attendance)
    if found.state != Attendance.State.HERE:
        return False
    end(found, at=found.enrolment.shift.ends_at, how=Attendance.How.CLOCK, flag="forgotten", by=by)
    return True


def close_due(*, by: Person, most: int = 2000) -> int:
    """Close whoever forgot to check out; return how many.

    Each in its own transaction; safe to run twice and at once.
    """
    before = timezone.now() - timedelta(minutes=times_in_force().forgotten_minutes)
    rows = Attendance.objects.forgotten(before).select_related("enrolment__shift__post__place")
    return sum(_close_due(row, by=by) for row in rows.order_by("pk")[:most])


def _close_due(attendance: Attendance, *, by: Person) -> bool:
    by.must("attendance.close", at=attendance.enrolment.shift.post.place)
    return close(attendance, by=by)
