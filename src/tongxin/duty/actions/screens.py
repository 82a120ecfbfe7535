"""The station's screen: a secret link that shows the code and takes check-ins, and no more."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.rosters.models import Enrolment
from tongxin.vault.sealing import blind_index

from ..expected import expected_at
from ..models import Attendance, Screen
from ..times import times_in_force
from ..tries import SCREEN_TRIES, count, must_be_left
from .arriving import Arrival, arrive
from .leaving import end, lock_attendance
from .refusals import NotExpected

TAIL = 4  # last digits of the phone


def screen_digest(secret: str) -> str:
    """Return under which digest a screen's secret is kept."""
    return blind_index(secret, kind="duty.screen")


@transaction.atomic
def make_screen(place: Place, *, name: str, by: Person) -> tuple[Screen, str]:
    """Make a link for a screen; return it with its secret, which is shown this once."""
    by.must("screen.manage", at=place)
    secret = secrets.token_urlsafe(24)
    row = Screen(place=place, name=name.strip(), digest=screen_digest(secret), made_by=by)
    row.full_clean(exclude=["place", "made_by"])
    row.save()
    record("screen.made", by=by, on=row, at=place)
    return row, secret


@transaction.atomic
def end_screen(screen: Screen, *, by: Person) -> Screen:
    """Close a screen's link at once; twice is once."""
    by.must("screen.manage", at=screen.place)
    row: Screen = Screen.objects.select_for_update(of=("self",)).get(pk=screen.pk)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record("screen.ended", by=by, on=row, at=screen.place)
    return row


def pass_screen(screen: Screen, *, number: str, tail: str, by: Person) -> Attendance:
    """Check somebody in, or out when they are here, by number and the last digits of their phone.

    For who has no phone in hand. Raises `NotExpected`, `TooManyTries` and what `arrive` raises.
    """
    by.must("attendance.screen", at=screen.place)
    row = _found(screen, number, tail)
    known = Attendance.objects.filter(enrolment=row, state=Attendance.State.HERE).first()
    if known is not None:
        return _leave(known, by=by)
    return arrive(row, Arrival(timezone.now(), Attendance.How.SCREEN, by))


@transaction.atomic
def _leave(attendance: Attendance, *, by: Person) -> Attendance:
    found = lock_attendance(attendance)
    if found.state == Attendance.State.HERE:
        end(found, at=timezone.now(), how=Attendance.How.SCREEN, by=by)
    return found


def _found(screen: Screen, number: str, tail: str) -> Enrolment:
    """Return whom number and phone name, on duty here today. Raises `NotExpected`."""
    key = f"screen:{screen.pk}"
    must_be_left(key, SCREEN_TRIES, _("Wrong numbers too often. Please ask at the desk."))
    rows = expected_at(screen.place, timezone.now(), times_in_force())
    named: list[Enrolment] = list(rows.filter(person__volunteer__number=number.strip().upper()))
    for row in named:
        phone = row.person.phone if row.person else ""
        if len(tail) == TAIL and phone.endswith(tail):
            return row
    count(key)
    raise NotExpected(
        _("Nobody with this number and phone is expected here now. Please ask at the desk.")
    )
