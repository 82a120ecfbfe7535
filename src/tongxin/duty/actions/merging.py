"""When two entries of the register are one human: duties and no-shows go to the one who stays."""

from django.db import transaction

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Absence, Attendance
from .leaving import close


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move what the door saw of `gone` to `kept`, who is on duty in one place only.

    Called by the register while it merges. Raises `NotAllowed`.
    """
    by.must("volunteer.merge", at=gone.seat)
    rows = Attendance.objects.here().select_related("enrolment__shift")
    if rows.filter(person=kept).exists():
        for row in rows.filter(person=gone):
            close(row, by=by)
    moved = Attendance.objects.filter(person=gone).update(person=kept)
    Absence.objects.filter(person=gone).update(person=kept)
    record("attendance.taken_over", by=by, on=kept, at=kept.seat, moved=moved)
