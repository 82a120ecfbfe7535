"""Somebody falls unwell: on duty, or says in the morning that they are not fit (rules 33, 37)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.protection.actions import open_case
from tongxin.rosters.actions.telling import write_to_keepers
from tongxin.rosters.models import Enrolment, Shift
from tongxin.rosters.occasions import occasion_of

from ..models import Attendance
from .leaving import end, lock_attendance, must_be_here
from .places import calls_roll, lock_enrolment, must_be_own
from .replacing import find_another


@transaction.atomic
def fall_unwell(attendance: Attendance, *, what: str, by: Person) -> Attendance:
    """Go home unwell: the duty ends, a case opens that blocks until cleared, somebody is asked.

    By oneself or by whoever calls the roll. Raises `NotHere`, `BadReport`, `NotAllowed`.
    """
    if not calls_roll(attendance.enrolment.shift, by):
        must_be_own(attendance.enrolment, by)
    found = lock_attendance(attendance)
    must_be_here(found)
    row = found.enrolment
    end(found, at=timezone.now(), how=Attendance.How.UNWELL, flag="unwell", by=by)
    if row.person is not None:
        open_case(row.person, what=what, occasion=occasion_of(row.shift), by=by)
    find_another(row, reason="unwell", by=by)
    _tell(row)
    return found


def stand_down(person: Person, day: date, by: Person) -> None:
    """Free the places of somebody who is not fit on `day`, and have others asked.

    Called by protection in the transaction in which it learns so.
    """
    rows = Enrolment.objects.filter(
        person=person, state=Enrolment.State.JOINED, shift__state=Shift.State.OPEN,
        shift__starts_at__date=day, shift__ends_at__gt=timezone.now(),
    ).exclude(attendance__state__in=["here", "left"])  # fmt: skip
    for row in rows.order_by("pk"):
        locked = lock_enrolment(row)
        noted = Attendance.objects.filter(enrolment=locked).first()
        noted = noted or Attendance(enrolment=locked, person=person)
        noted.state, noted.is_replaced = Attendance.State.TURNED_AWAY, True
        noted.turned_at = timezone.now()
        noted.save()
        record("attendance.turned_away", by=by, on=noted, at=locked.shift.post.place, lost=True)
        find_another(locked, reason="unfit", by=by)
        _tell(locked)


def _tell(row: Enrolment) -> None:
    write_to_keepers(
        row, subject=gettext_noop("Somebody is missing: %(post)s"),
        body=gettext_noop("%(who)s cannot serve in this shift. Somebody else is being asked."),
    )  # fmt: skip
