"""Who holds a place in a shift and who is next: the waiting list moves up in order of time.

Locks are always taken in this order: the volunteers (by key), then the shifts (by key). Two people
who press at once stand one behind the other; one person at two screens too.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record_many
from tongxin.people.models import Person
from tongxin.volunteers.models import Volunteer

from ..models import Enrolment, Part, Shift
from ..vacancies import freed
from .telling import tell_enrolled

BOX_AFTER_BEGIN = timedelta(minutes=15)


def lock_volunteers(people: Iterable[int]) -> dict[int, Volunteer]:
    """Lock the volunteers of these persons in order of key; return them by person."""
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = rows.select_related("person__home").filter(person__in=list(people))
    return {row.person_id: row for row in found}


def lock_shift(shift: Shift) -> Shift:
    """Return the shift fresh and locked."""
    return lock_shifts([shift])[0]


def lock_shifts(shifts: Iterable[Shift]) -> list[Shift]:
    """Return the shifts fresh and locked, in order of key."""
    rows = Shift.objects.select_for_update(of=("self",)).order_by("pk")
    wanted = {shift.pk for shift in shifts}
    return list(
        rows.select_related("post__place", "post__team__place", "post__site").filter(pk__in=wanted)
    )


def seats_taken(shift: Shift, part: Part) -> int:
    """Return the places of a part that are held, invitations included."""
    held = Enrolment.objects.holding().filter(shift=shift, part=part)
    return int(held.aggregate(total=Sum("heads"))["total"] or 0)


def has_room(shift: Shift, part: Part, heads: int = 1) -> bool:
    """Whether `heads` places are free and nobody stands before them on the waiting list."""
    if seats_taken(shift, part) + heads > part.maximum:
        return False
    return not Enrolment.objects.waiting().filter(shift=shift, part=part).exists()


def name_by(shift: Shift) -> datetime:
    """Return until when a place without a name is held: while others may still leave.

    Held later than that, it has the time box of the waiting list.
    """
    boxed = timezone.now() + timedelta(minutes=shift.post.confirm_minutes)
    return min(max(shift.leave_by, boxed), shift.starts_at)


def promote(shift: Shift, *, by: Person) -> int:
    """Invite the head of each waiting list while places are free; return how many.

    The shift is locked by the caller. A large party at the head is not overtaken by a small one
    behind it, unless it can never fit.
    """
    now = timezone.now()
    if shift.state != Shift.State.OPEN or shift.starts_at <= now:
        return 0
    rows = Enrolment.objects.waiting().filter(shift=shift, heads__lte=F("part__maximum"))
    waiting = list(rows.select_related("person__home", "part", "team"))
    free = {part: part.maximum - seats_taken(shift, part) for part in {row.part for row in waiting}}
    invited = []
    for row in waiting:
        if row.heads > free[row.part]:
            free[row.part] = 0  # nobody overtakes
            continue
        free[row.part] -= row.heads
        invited.append(row)
    invite_rows(invited, shift, by=by)
    return len(invited)


def invite_rows(rows: list[Enrolment], shift: Shift, *, by: Person) -> None:
    """Keep a place for each of `rows` until their time box ends, and tell them.

    While a shift lasts the box is short: somebody silent would use it up.
    """
    box = timedelta(minutes=shift.post.confirm_minutes)
    if shift.has_begun:
        until = min(timezone.now() + min(box, BOX_AFTER_BEGIN), shift.ends_at)
    else:
        until = min(timezone.now() + box, shift.starts_at)
    for row in rows:
        row.shift, row.state, row.confirm_by = shift, Enrolment.State.INVITED, until
    Enrolment.objects.bulk_update(rows, ["state", "confirm_by"], batch_size=200)
    tell_enrolled(
        rows,
        subject=gettext_noop("A place is free: %(post)s"),
        body=gettext_noop(
            "%(when)s, %(where)s. Please confirm by %(until)s; then the next in line is asked."
        ),
        until=timezone.localtime(until).strftime("%m-%d %H:%M"),
    )
    place = shift.post.place
    record_many("enrolment.invited", by=by, rows=[(row, place, {}) for row in rows])


def lapse_due(*, by: Person) -> int:
    """Let what ran out of time lapse, and ask the next in line; return how many lapsed.

    Invitations not confirmed; whoever still waits when the shift begins. Each shift in its own
    transaction; safe to run twice and at once.
    """
    shifts = Shift.objects.filter(pk__in=_late().values("shift")).order_by("pk")
    return sum(_lapse_in(shift, by=by) for shift in shifts)


def _late() -> Any:
    now = timezone.now()
    unconfirmed = Q(state=Enrolment.State.INVITED, confirm_by__lt=now)
    left = Q(state__in=[Enrolment.State.WAITING, Enrolment.State.ASKED], shift__starts_at__lte=now)
    return Enrolment.objects.filter(unconfirmed | left)


@transaction.atomic
def _lapse_in(shift: Shift, *, by: Person) -> int:
    by.must("enrolment.promote", at=shift.post.place)
    shift = lock_shift(shift)
    rows = list(_late().filter(shift=shift).select_related("person__home", "team"))
    invited = [row for row in rows if row.state == Enrolment.State.INVITED]
    others = [row for row in rows if row.state != Enrolment.State.INVITED]
    for row in rows:
        row.shift, row.state, row.confirm_by = shift, Enrolment.State.LAPSED, None
    Enrolment.objects.bulk_update(rows, ["state", "confirm_by"], batch_size=200)
    tell_enrolled(invited, subject=gettext_noop("The place went to the next: %(post)s"))
    tell_enrolled(
        others,
        subject=gettext_noop("No place became free: %(post)s"),
        body=gettext_noop("Thank you for offering. Other shifts are waiting for you."),
    )
    place = shift.post.place
    record_many("enrolment.lapsed", by=by, rows=[(row, place, {}) for row in rows])
    promote(shift, by=by)
    if invited:
        freed(shift, cause="silent", by=by)
    return len(rows)
