"""When two accounts are one human: the bookings of one become the other's."""

from django.db import transaction

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Booking, CalendarFeed, Session
from .seats import lock_session, promote


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move the bookings of `gone` to `kept`, who sits in no session twice. Raises `NotAllowed`."""
    by.must("volunteer.merge", at=gone.seat)
    standing = Booking.objects.filter(state__in=Booking.STANDING)
    there = standing.filter(person=kept).values("session")
    twice = list(standing.filter(person=gone, session__in=there))
    for session in Session.objects.filter(pk__in=[one.session_id for one in twice]).order_by("pk"):
        session = lock_session(session)
        Booking.objects.filter(person=gone, session=session, state__in=Booking.STANDING).update(
            state=Booking.State.CANCELLED, confirm_by=None
        )
        promote(session, by=by)
    moved = Booking.objects.filter(person=gone).update(person=kept)
    CalendarFeed.objects.filter(person=gone).delete()
    record("booking.taken_over", by=by, on=kept, at=kept.seat, moved=moved, ended=len(twice))
