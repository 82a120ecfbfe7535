"""Times and seats of a service; whoever booked is told of every change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record, record_many
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import Booking, Service, Session
from .seats import lock_session, promote, seats_taken
from .telling import tell_bookers

CHANGEABLE = {"starts_at", "ends_at", "venue", "capacity", "confirm_minutes"}


class SessionOver(DomainError):
    """The session has ended or was cancelled."""


class ServiceEnded(DomainError):
    """No more times are added to a service that has ended."""


class SeatsTaken(DomainError):
    """More seats are taken than would be left."""


@transaction.atomic
def add_session(
    service: Service,
    *,
    at: Place,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    capacity: int | None = None,
    venue: str = "",
    confirm_minutes: int = 120,
) -> Session:
    """Offer the service at a time. Raises `ServiceEnded`, `NotAllowed`."""
    by.must_for("session.manage", team=service.team)
    _must_go_on(service)
    session = Session(
        service=service, place=at, starts_at=starts_at, ends_at=ends_at, venue=venue,
        capacity=capacity or service.capacity, confirm_minutes=confirm_minutes,
    )  # fmt: skip
    session.full_clean()
    session.save()
    record("session.added", by=by, on=session, at=at)
    return session


@transaction.atomic
def add_series(
    service: Service,
    *,
    at: Place,
    starts: Sequence[datetime],
    minutes: int,
    by: Person,
    capacity: int | None = None,
    venue: str = "",
) -> list[Session]:
    """Offer the service at several times: every Tuesday till Easter, each day of a week.

    Raises `ServiceEnded`, `NotAllowed`.
    """
    by.must_for("session.manage", team=service.team)
    _must_go_on(service)
    rows = [
        Session(
            service=service, place=at, starts_at=start, ends_at=start + timedelta(minutes=minutes),
            venue=venue, capacity=capacity or service.capacity,
        )
        for start in starts
    ]  # fmt: skip
    for row in rows:
        row.clean_fields(exclude=["service", "place"])
        row.validate_constraints()
    Session.objects.bulk_create(rows)
    record_many("session.added", by=by, rows=[(row, at, {}) for row in rows])
    return rows


@transaction.atomic
def change_session(session: Session, *, by: Person, **parts: Any) -> Session:
    """Change time, venue or seats; tell everybody who has a seat or waits for one."""
    session = _manageable(session, by)
    before = session.starts_at
    for name in CHANGEABLE & parts.keys():
        setattr(session, name, parts[name])
    if session.capacity < (taken := seats_taken(session)):
        raise SeatsTaken(_("%(n)s seats are taken already.") % {"n": taken})
    session.sequence += 1
    session.changed_at = timezone.now()
    session.full_clean()
    session.save()
    if session.starts_at != before:
        _move_deadlines(session)
    if {"starts_at", "ends_at", "venue"} & parts.keys():
        tell_bookers(
            _concerned(session),
            subject=gettext_noop("“%(service)s” has changed"),
            body=gettext_noop("Now: %(when)s, %(where)s. If it no longer suits, cancel here."),
            when=shown_time(session),
            where=session.venue or session.place,
        )
    promote(session, by=by)
    record("session.changed", by=by, on=session, at=session.place, parts=sorted(parts))
    return session


def _move_deadlines(session: Session) -> None:
    """Remind anew before the new time; nobody confirms after the start."""
    standing = session.bookings.filter(state__in=Booking.STANDING)
    standing.update(reminded_at=None, reminded_again_at=None)
    invited = standing.filter(state=Booking.State.INVITED, confirm_by__gt=session.starts_at)
    invited.update(confirm_by=session.starts_at)


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: Person) -> Session:
    """Call a session off; tell everybody, free every seat."""
    session = _manageable(session, by)
    concerned = list(_concerned(session))
    session.state, session.reason = Session.State.CANCELLED, reason[:200]
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()
    Booking.objects.filter(pk__in=[b.pk for b in concerned]).update(
        state=Booking.State.CANCELLED, confirm_by=None
    )
    tell_bookers(
        concerned,
        subject=gettext_noop("“%(service)s” is called off"),
        body="%(reason)s",
        reason=reason,
    )
    record_many("booking.called_off", by=by, rows=[(row, session.place, {}) for row in concerned])
    record("session.cancelled", by=by, on=session, at=session.place, reason=reason)
    return session


def _manageable(session: Session, by: Person) -> Session:
    session = lock_session(session)
    by.must_for("session.manage", team=session.service.team)
    if session.state != Session.State.OPEN or session.ends_at <= timezone.now():
        raise SessionOver(_("This session is over or was called off."))
    return session


def _must_go_on(service: Service) -> None:
    if service.state == Service.State.ENDED:
        raise ServiceEnded(_("This service has ended; compose another."))


def _concerned(session: Session) -> Any:
    return session.bookings.filter(state__in=Booking.STANDING).select_related("person__home")


def shown_time(session: Session) -> str:
    """Return the start as people read it."""
    return date_format(timezone.localtime(session.starts_at), "Y-m-d H:i")
