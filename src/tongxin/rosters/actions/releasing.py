"""Give places back that nobody will fill: without a name in time, or of who may not serve now."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.clearance.gates import refusals_in
from tongxin.clearance.rules.people import REGISTERED
from tongxin.journal.actions import record_many
from tongxin.people.models import Person
from tongxin.volunteers.models import Volunteer

from ..gates import asked_of
from ..models import Enrolment, Shift
from ..vacancies import freed
from .seats import lock_shift, lock_volunteers, promote
from .telling import tell_enrolled, tell_keepers


def release_nameless(*, by: Person) -> int:
    """Let places lapse that got no name in time; the next in line is asked. Return how many.

    Each shift in its own transaction; safe to run twice and at once.
    """
    shifts = Shift.objects.filter(pk__in=_nameless(timezone.now()).values("shift")).order_by("pk")
    return sum(_release_nameless_in(shift, by=by) for shift in shifts)


def _nameless(now: datetime) -> Any:
    return Enrolment.objects.filter(
        state=Enrolment.State.JOINED, person=None, confirm_by__lt=now, shift__starts_at__gt=now
    )


@transaction.atomic
def _release_nameless_in(shift: Shift, *, by: Person) -> int:
    by.must("enrolment.promote", at=shift.post.place)
    shift = lock_shift(shift)
    rows = list(_nameless(timezone.now()).filter(shift=shift).select_related("team"))
    _end(rows, shift, Enrolment.State.LAPSED, "enrolment.lapsed", by)
    tell_enrolled(
        rows,
        subject=gettext_noop("No name came in time: %(post)s"),
        body=gettext_noop("%(when)s, %(where)s. The places held without a name went to others."),
    )
    promote(shift, by=by)
    return len(rows)


def release_barred(*, by: Person) -> int:
    """Give back the coming places of who is suspended on that day, or has left the register.

    They and whoever keeps the shift are told; the next in line is asked. Each person in each shift
    in a transaction of its own; safe to run twice and at once. Return how many.
    """
    rows = _not_active(timezone.now()).select_related("shift__post__place").order_by("pk")
    return sum(_release_barred(row, by=by) for row in rows)


def _not_active(now: datetime) -> Any:
    """Return the coming places of whom the register does not count on today."""
    return Enrolment.objects.standing().filter(
        person__volunteer__state__in=[Volunteer.State.SUSPENDED, Volunteer.State.LEFT],
        shift__state=Shift.State.OPEN, shift__starts_at__gt=now,
    )  # fmt: skip


def _is_barred(row: Enrolment) -> bool:
    """Whether clearance says that the register keeps the person out on the day of the shift."""
    assert row.person is not None
    one, asked = asked_of(row.person.volunteer, [(row.shift, row.part)])
    return bool(refusals_in(one, asked[0], [REGISTERED]))


@transaction.atomic
def _release_barred(row: Enrolment, *, by: Person) -> int:
    by.must("enrolment.promote", at=row.shift.post.place)
    lock_volunteers([row.person_id or 0])
    shift = lock_shift(row.shift)
    fresh = _not_active(timezone.now()).filter(pk=row.pk)
    found = fresh.select_related("person__home", "person__volunteer", "team", "part",
                                 "shift__post__place", "shift__post__site")  # fmt: skip
    rows = [one for one in found if _is_barred(one)]
    held = [one for one in rows if one.state in Enrolment.HOLDING]
    _end(rows, shift, Enrolment.State.CANCELLED, "enrolment.given_back", by)
    tell_enrolled(
        rows,
        subject=gettext_noop("Your place was given back: %(post)s"),
        body=gettext_noop(
            "%(when)s, %(where)s. You are not serving at that time, so somebody else is asked."
        ),
    )
    for one in held:
        tell_keepers(one)
    promote(shift, by=by)
    if held:
        freed(shift, cause="barred", by=by)
    return len(rows)


def _end(rows: list[Enrolment], shift: Shift, state: str, verb: str, by: Person) -> None:
    for row in rows:
        row.shift, row.state, row.confirm_by = shift, state, None
    Enrolment.objects.bulk_update(rows, ["state", "confirm_by"], batch_size=200)
    place = shift.post.place
    record_many(verb, by=by, rows=[(row, place, {}) for row in rows])
