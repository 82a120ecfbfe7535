"""Seats: booked while there are any, then a waiting list in order of time (rule 23)."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.needs.models import Need
from tongxin.people.models import Person
from tongxin.vault.sealing import blind_index, seal

from ..models import Answer, Booking, Session
from .seats import lock_session, promote, seats_taken
from .telling import tell_booker

MOST_SEATS = 6  # of one booking


# From which states one is ticked off; who only waited may have come all the same.
TICKABLE = {
    "attended": {"booked", "invited", "waiting", "lapsed", "missed", "attended"},
    "missed": {"booked", "attended", "missed"},
}


class NotBookable(DomainError):
    """The session is over, called off, or its service is not open."""


class AlreadyBooked(DomainError):
    """This person has a seat, or stands on the waiting list."""


class NoSuchParty(DomainError):
    """More seats at once than the session has, or none."""

    status = 422


class NamelessGuest(DomainError):
    """A guest without an account has a name, so that the door knows whom to expect."""

    status = 422


class TooLate(DomainError):
    """The time to confirm or cancel has passed."""


@transaction.atomic
def book(
    session: Session,
    *,
    by: Person,
    person: Person | None = None,
    guest_name: str = "",
    phone: str = "",
    seats: int = 1,
    need: Need | None = None,
    client_key: str = "",
) -> Booking:
    """Take seats in a session, or a place on its waiting list.

    A person books for themselves (`person` is `by`); for an elder or a guest see
    `must_book_for_others`. Raises `AlreadyBooked`, `NotBookable`, `NotAllowed`.
    """
    if person is None or person.pk != by.pk:
        must_book_for_others(session, by)
    session = lock_session(session)
    if client_key and (sent := _sent_before(client_key, by)):
        return sent
    now = timezone.now()
    if session.state != Session.State.OPEN or session.starts_at <= now:
        raise NotBookable(_("This session can no longer be booked."))
    if not session.service.is_open(now):
        raise NotBookable(_("This service is not open for booking."))
    _must_fit(session, seats)
    if person is None and not guest_name.strip():
        raise NamelessGuest(_("Write down who comes."))
    booking = Booking(
        session=session, person=person, guest_name=guest_name.strip(), recorder=by,
        need=need or _need_behind(session, person), seats=seats, asked_at=now,
        client_key=client_key,
    )  # fmt: skip
    booking.phone_sealed = seal(phone, row=booking.row("phone"))
    booking.phone_index = blind_index(phone, kind="phone")
    booking.state = _first_state(session, seats)
    booking.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyBooked(_("There is a booking for this session already.")) from error
    record("booking.made", by=by, on=booking, at=session.place, state=booking.state, seats=seats)
    _say_where_it_stands(booking)
    return booking


def must_book_for_others(session: Session, by: Person) -> None:
    """Stations book for their elders what takes place with them, or is offered to them."""
    if not may_book_for_others(session, by):
        by.must("booking.enter", at=session.place)


def may_book_for_others(session: Session, by: Person) -> bool:
    """Whether `by` holds "booking.enter" where the session is, or where its service is offered."""
    if by.may("booking.enter", at=session.place):
        return True
    own = by.paths_where("booking.enter")
    offered = session.service.places.values_list("path", flat=True) if own else []
    return any(path.startswith(place) for place in offered for path in own)


def _must_fit(session: Session, seats: int) -> None:
    most = min(MOST_SEATS, session.capacity)
    if not 1 <= seats <= most:
        raise NoSuchParty(_("Between 1 and %(n)s seats can be booked at once.") % {"n": most})


def _sent_before(client_key: str, by: Person) -> Booking | None:
    found: Booking | None = Booking.objects.filter(client_key=client_key).first()
    if found and found.recorder_id != by.pk:
        raise NotAllowed(_("This form was sent by somebody else."))
    return found


def _need_behind(session: Session, person: Person | None) -> Need | None:
    """Return the person's need that this service answered last: "not solved" opens it again."""
    if person is None:
        return None
    told = Answer.objects.filter(
        service=session.service_id, need__requester=person, told_at__isnull=False
    )
    latest = told.select_related("need").order_by("told_at").last()
    return latest.need if latest else None


def _first_state(session: Session, seats: int) -> str:
    nobody_waits = not session.bookings.waiting().exists()
    if nobody_waits and seats_taken(session) + seats <= session.capacity:
        return Booking.State.BOOKED
    return Booking.State.WAITING


def _say_where_it_stands(booking: Booking) -> None:
    if booking.state == Booking.State.BOOKED:
        tell_booker(booking, subject=gettext_noop("Booked: %(service)s"))
    else:
        tell_booker(
            booking,
            subject=gettext_noop("You are on the waiting list of %(service)s"),
            body=gettext_noop("When a seat is free we ask you to confirm."),
        )


@transaction.atomic
def confirm_booking(booking: Booking, *, by: Person) -> Booking:
    """Take the seat that became free. Raises `TooLate`."""
    booking = _own(booking, by)
    if booking.state == Booking.State.BOOKED:
        return booking
    late = booking.confirm_by is not None and booking.confirm_by < timezone.now()
    if booking.state != Booking.State.INVITED or late:
        raise TooLate(_("The seat has gone to the next in line."))
    booking.state, booking.confirm_by = Booking.State.BOOKED, None
    booking.save(update_fields=["state", "confirm_by"])
    record("booking.confirmed", by=by, on=booking, at=booking.session.place)
    return booking


@transaction.atomic
def cancel_booking(booking: Booking, *, by: Person) -> Booking:
    """Give the seats back; the waiting list moves up. Twice is once."""
    booking = _own(booking, by)
    if booking.state == Booking.State.CANCELLED:
        return booking
    if booking.state not in Booking.STANDING or booking.session.starts_at <= timezone.now():
        raise TooLate(_("This booking can no longer be cancelled."))
    booking.state, booking.confirm_by = Booking.State.CANCELLED, None
    booking.save(update_fields=["state", "confirm_by"])
    promote(booking.session, by=by)
    record("booking.cancelled", by=by, on=booking, at=booking.session.place)
    return booking


@transaction.atomic
def mark_attendance(booking: Booking, *, state: str, by: Person) -> Booking:
    """Say who came ("attended") and who did not ("missed"), once the session has begun."""
    session = lock_session(booking.session)
    by.must_for("session.manage", team=session.service.team)
    booking = Booking.objects.get(pk=booking.pk)
    if state not in TICKABLE or booking.state not in TICKABLE[state]:
        raise TooLate(_("Only booked seats can be ticked off."))
    if session.starts_at > timezone.now():
        raise NotBookable(_("The session has not begun."))
    booking.state, booking.confirm_by = state, None
    booking.save(update_fields=["state", "confirm_by"])
    record("booking.ticked", by=by, on=booking, at=session.place, state=state)
    return booking


def _own(booking: Booking, by: Person) -> Booking:
    """Lock the session, then return the booking fresh, if `by` may act for its owner."""
    session = lock_session(booking.session)
    booking = Booking.objects.select_related("person").get(pk=booking.pk)
    booking.session = session
    if by.pk not in {booking.person_id, booking.recorder_id} and not _by_code(booking, by):
        by.must("booking.enter", at=session.place)
    return booking


def _by_code(booking: Booking, by: Person) -> bool:
    """Whether a guest without an account acts, who proved it by the booking's code."""
    at_the_door = by.kind == Person.Kind.ROBOT and by.username == "resident-door"
    return at_the_door and booking.person_id is None
