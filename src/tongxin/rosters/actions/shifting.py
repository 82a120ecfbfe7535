"""Times of a post: series, changes, calling off. Whoever joined is told of every change."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.clearance.gates import longest_hours
from tongxin.errors import DomainError
from tongxin.journal.actions import record, record_many
from tongxin.people.models import Person

from ..models import Enrolment, Post, Shift
from .posting import must_manage
from .seats import lock_shift, name_by, promote
from .telling import shown_time, tell_enrolled

MOST_AT_ONCE = 500  # shifts of one series


class ShiftOver(DomainError):
    """The shift has begun, or was called off."""


class BadTimes(DomainError):
    """The times lie in the past, end before they start, are too long (rule 27) or too many."""

    status = 422


def series(
    first: date, last: date, hours: Sequence[tuple[str, int]], weekdays: Iterable[int] = range(7)
) -> list[tuple[datetime, datetime]]:
    """Return (start, end) of each shift: `hours` = [("08:00", 240 minutes), …], local time.

    `weekdays`: Monday is 0.
    """
    zone, wanted = timezone.get_current_timezone(), set(weekdays)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    starts = [
        (datetime.combine(day, time.fromisoformat(start), tzinfo=zone), minutes)
        for day in days
        if day.weekday() in wanted
        for start, minutes in hours
    ]
    return [(start, start + timedelta(minutes=minutes)) for start, minutes in starts]


@transaction.atomic
def add_shifts(
    post: Post, *, times: Sequence[tuple[datetime, datetime]], by: Person
) -> list[Shift]:
    """Add shifts at (start, end); those the post has already are left out.

    Raises `BadTimes`, `ShiftOver`, `NotAllowed`.
    """
    must_manage(post, by)
    post = Post.objects.select_for_update(of=("self",)).select_related("place").get(pk=post.pk)
    if post.state == Post.State.ENDED:
        raise ShiftOver(_("This post has ended."))
    _must_be_sound(times)
    there = set(post.shifts.filter(state="open").values_list("starts_at", flat=True))
    rows = [Shift(post=post, starts_at=a, ends_at=b) for a, b in times if a not in there]
    Shift.objects.bulk_create(rows)
    record_many("shift.added", by=by, rows=[(row, post.place, {}) for row in rows])
    return rows


def _must_be_sound(times: Sequence[tuple[datetime, datetime]]) -> None:
    now = timezone.now()
    if not 1 <= len(times) <= MOST_AT_ONCE:
        raise BadTimes(_("Between 1 and %(n)s shifts at once.") % {"n": MOST_AT_ONCE})
    if any(not now < start < end for start, end in times):
        raise BadTimes(_("A shift starts in the future and ends after it starts."))
    longest = longest_hours()
    if any(end - start > timedelta(hours=longest) for start, end in times):
        raise BadTimes(
            _(
                "Nobody serves longer than %(hours)s hours without a pause. Make two shifts of it,"
                " one after the other, for two people."
            )
            % {"hours": longest}
        )
    if len({start for start, _end in times}) < len(times):
        raise BadTimes(_("Two of these shifts start at the same time."))


@transaction.atomic
def change_shift(shift: Shift, *, starts_at: datetime, ends_at: datetime, by: Person) -> Shift:
    """Move a shift; everybody in it is told, is reminded anew and may leave until it starts.

    Raises `ShiftOver`, `BadTimes`, `NotAllowed`.
    """
    shift = _manageable(shift, by)
    _must_be_sound([(starts_at, ends_at)])
    before = shown_time(shift)
    shift.starts_at, shift.ends_at = starts_at, ends_at
    _bump(shift)
    standing = shift.enrolments.standing()
    standing.update(reminded_at=None, reminded_again_at=None)
    late = standing.filter(state=Enrolment.State.INVITED, confirm_by__gt=starts_at)
    late.update(confirm_by=starts_at)
    standing.filter(state=Enrolment.State.JOINED, person=None).update(confirm_by=name_by(shift))
    tell_enrolled(
        _concerned(shift),
        subject=gettext_noop("The time has changed: %(post)s"),
        body=gettext_noop("It was %(before)s, now it is %(when)s. Cannot come? Say so here."),
        before=before,
    )
    record("shift.changed", by=by, on=shift, at=shift.post.place, before=before)
    return shift


@transaction.atomic
def cancel_shift(shift: Shift, *, reason: str, by: Person) -> Shift:
    """Call a shift off; everybody is told why. Raises `ShiftOver`, `NotAllowed`."""
    shift = _manageable(shift, by)
    concerned = list(_concerned(shift))
    shift.state, shift.reason = Shift.State.CANCELLED, reason[:200]
    _bump(shift)
    rows = Enrolment.objects.filter(pk__in=[row.pk for row in concerned])
    rows.update(state=Enrolment.State.CANCELLED, confirm_by=None)
    tell_enrolled(
        concerned,
        subject=gettext_noop("Called off: %(post)s, %(when)s"),
        body="%(reason)s",
        reason=reason,
    )
    place = shift.post.place
    record_many("enrolment.called_off", by=by, rows=[(row, place, {}) for row in concerned])
    record("shift.cancelled", by=by, on=shift, at=place, reason=reason)
    return shift


@transaction.atomic
def write_to_shift(shift: Shift, *, words: str, by: Person) -> int:
    """Write to everybody in the shift; return to how many. Raises `ShiftOver`, `NotAllowed`."""
    shift = _manageable(shift, by)
    people = list(_concerned(shift).filter(state__in=["joined", "invited"]))
    tell_enrolled(
        people, subject=gettext_noop("About %(post)s, %(when)s"), body="%(words)s", words=words
    )
    record("shift.written_to", by=by, on=shift, at=shift.post.place, people=len(people))
    return len(people)


@transaction.atomic
def ask_those_who_wait(shift: Shift, *, by: Person) -> int:
    """Ask the heads of the waiting lists while places are free. Raises `ShiftOver`."""
    return promote(_manageable(shift, by), by=by)


def _manageable(shift: Shift, by: Person) -> Shift:
    must_manage(shift.post, by)
    shift = lock_shift(shift)
    if shift.state != Shift.State.OPEN or shift.has_begun:
        raise ShiftOver(_("This shift has begun or was called off."))
    return shift


def _bump(shift: Shift) -> None:
    shift.sequence += 1
    shift.changed_at = timezone.now()
    shift.save()


def _concerned(shift: Shift) -> Any:
    return shift.enrolments.standing().select_related(
        "person__home", "team", "shift__post__place", "shift__post__site"
    )
