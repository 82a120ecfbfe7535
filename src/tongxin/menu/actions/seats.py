"""Who holds a seat of a session and who is next: the waiting list moves up in order of time.

Every change of a session's bookings begins by locking the session's row, so two people who press
at once stand one behind the other.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record, record_many
from tongxin.people.models import Person

from ..models import Booking, Session
from .telling import tell_booker, tell_bookers


def lock_session(session: Session) -> Session:
    """Return the session fresh and locked."""
    rows = Session.objects.select_for_update(of=("self",))
    locked: Session = rows.select_related("service__team__place", "place").get(pk=session.pk)
    return locked


def seats_taken(session: Session) -> int:
    """Return the seats that are held, invitations included."""
    total = session.bookings.holding_seats().aggregate(total=Sum("seats"))["total"]
    return int(total or 0)


def promote(session: Session, *, by: Person) -> int:
    """Invite the head of the waiting list while seats are free; return how many were invited.

    The session is locked by the caller. Order of time is kept: a large party at the head is not
    overtaken by a small one behind it, unless the whole session is smaller than the party.
    """
    now = timezone.now()
    if session.state != Session.State.OPEN or session.starts_at <= now:
        return 0
    free = session.capacity - seats_taken(session)
    if free < 1:
        return 0
    invited = 0
    queue = session.bookings.waiting().filter(seats__lte=session.capacity)
    for booking in queue.select_related("person__home"):
        if booking.seats > free:
            break
        _invite(booking, session, by=by)
        free -= booking.seats
        invited += 1
    return invited


def _invite(booking: Booking, session: Session, *, by: Person) -> None:
    booking.session = session
    booking.state = Booking.State.INVITED
    limit = timezone.now() + timedelta(minutes=session.confirm_minutes)
    booking.confirm_by = min(limit, session.starts_at)
    booking.save(update_fields=["state", "confirm_by"])
    tell_booker(
        booking,
        subject=gettext_noop("A seat is free: %(service)s"),
        body=gettext_noop("Please confirm by %(until)s; then the next in line is asked."),
        until=timezone.localtime(booking.confirm_by).strftime("%m-%d %H:%M"),
    )
    record("booking.invited", by=by, on=booking, at=session.place)


def lapse_invitations(*, by: Person) -> int:
    """Let unconfirmed invitations lapse and invite the next; return how many lapsed.

    Once a session has begun, whoever still waits is told that no seat became free. Each session
    in its own transaction; safe to run twice and at once.
    """
    now = timezone.now()
    late = Q(state=Booking.State.INVITED, confirm_by__lt=now)
    left = Q(state=Booking.State.WAITING, session__starts_at__lte=now)
    due = Booking.objects.filter(late | left)
    sessions = Session.objects.filter(pk__in=due.values("session")).order_by("pk")
    return sum(_lapse_in(session, by=by) for session in sessions.select_related("place"))


@transaction.atomic
def _lapse_in(session: Session, *, by: Person) -> int:
    by.must("booking.promote", at=session.place)
    session = lock_session(session)
    now = timezone.now()
    late = Q(state=Booking.State.INVITED, confirm_by__lt=now)
    if session.starts_at <= now:
        late |= Q(state=Booking.State.WAITING)
    rows = list(session.bookings.filter(late).select_related("person__home"))
    invited = [row for row in rows if row.state == Booking.State.INVITED]
    waited = [row for row in rows if row.state == Booking.State.WAITING]
    for booking in rows:
        booking.session = session
        booking.state, booking.confirm_by = Booking.State.LAPSED, None
    Booking.objects.bulk_update(rows, ["state", "confirm_by"], batch_size=200)
    tell_bookers(invited, subject=gettext_noop("The seat in %(service)s went to the next"))
    tell_bookers(
        waited,
        subject=gettext_noop("No seat became free: %(service)s"),
        body=gettext_noop("We are sorry. Other times stand on the menu."),
    )
    record_many("booking.lapsed", by=by, rows=[(row, session.place, {}) for row in rows])
    promote(session, by=by)
    return len(rows)
