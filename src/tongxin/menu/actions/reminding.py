"""Remind those who booked: a day before, and two hours before."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.messaging.actions import Letter, post_many
from tongxin.people.models import Person

from ..models import Booking, Session
from .sessions import shown_time
from .telling import letter_to_booker

# (field that keeps when it was said, how long before, not for bookings made later than this)
ROUNDS = (
    ("reminded_at", timedelta(hours=24)),
    ("reminded_again_at", timedelta(hours=2)),
)


def remind_due(*, by: Person) -> int:
    """Write the reminders that are due; return how many. Safe to run twice and at once."""
    return sum(_remind(field, ahead, by=by) for field, ahead in ROUNDS)


@transaction.atomic
def _remind(field: str, ahead: timedelta, *, by: Person) -> int:
    now = timezone.now()
    due = Booking.objects.filter(
        state=Booking.State.BOOKED,
        session__state=Session.State.OPEN,
        session__starts_at__gt=now,
        session__starts_at__lte=now + ahead,
        **{field: None},
    )
    rows = due.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    told = list(rows.select_related("session__service", "session__place", "person__home"))
    for place in {row.session.place_id: row.session.place for row in told}.values():
        by.must("session.remind", at=place)
    for booking in told:
        setattr(booking, field, now)
    Booking.objects.bulk_update(told, [field], batch_size=200)
    early = [row for row in told if row.asked_at < row.session.starts_at - ahead]
    letters = [_letter(booking) for booking in early]  # the others have only just booked
    post_many([letter for letter in letters if letter])
    return len(early)


def _letter(booking: Booking) -> Letter | None:
    return letter_to_booker(
        booking,
        subject=gettext_noop("Soon: %(service)s"),
        body=gettext_noop("%(when)s, %(where)s. If you cannot come, cancel here."),
        when=shown_time(booking.session),
        where=booking.session.venue or booking.session.place,
    )
