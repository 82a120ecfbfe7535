"""The menu for programmes: the same actions as the pages, the same rules."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import StringConstraints

from tongxin.people.requests import PersonRequest

from . import actions, board
from . import schemas as s
from .models import Booking, Edition, Service, Session

router = Router()
BookingCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{12}$")]


@router.get("services", response=list[s.ServiceOut], auth=None)
def list_services(request: HttpRequest, part: Query[s.Paged]) -> Any:
    """List open services, newest first; `before` an id for the next part."""
    rows = Service.objects.open(timezone.now()).select_related("team")
    if part.platform:
        rows = rows.filter(platform=part.platform)
    if part.before:
        rows = rows.filter(pk__lt=part.before)
    return rows.order_by("-pk")[: part.limit]


@router.get("services/{service_id}", response=s.ServiceOut, auth=None)
def service(request: HttpRequest, service_id: Path[s.Key]) -> Any:
    """Tell one open service."""
    rows = Service.objects.open(timezone.now()).select_related("team")
    return get_object_or_404(rows, pk=service_id)


@router.get("services/{service_id}/sessions", response=list[s.SessionOut], auth=None)
def sessions(request: HttpRequest, service_id: Path[s.Key]) -> Any:
    """List the coming sessions of an open service, with the seats left."""
    found = get_object_or_404(Service.objects.open(timezone.now()), pk=service_id)
    coming = found.sessions.coming(timezone.now()).select_related("service", "place")
    return board.with_seats(coming).order_by("starts_at", "pk")[:100]


@router.get("editions/{day}", response=list[s.EditionOut], auth=None)
def editions(request: HttpRequest, day: date) -> Any:
    """List what was published for a day, per platform and place."""
    rows = list(
        Edition.objects.published().filter(day=day).select_related("place").order_by("pk")[:200]
    )
    lines = board.lines_of(rows)
    return [
        {
            "id": row.pk, "platform": row.platform_id, "place": row.place.code, "day": row.day,
            "words": row.words, "dishes": lines.get(row.pk, []),
        }
        for row in rows
    ]  # fmt: skip


@router.post("sessions/{session_id}/bookings", response={201: s.BookingOut})
def book(request: PersonRequest, session_id: Path[s.Key], body: s.BookingIn) -> Status[Booking]:
    """Take seats, or a place on the waiting list."""
    session = get_object_or_404(Session, pk=session_id, service__state=Service.State.OPEN)
    made = actions.book(
        session, person=request.user, by=request.user, seats=body.seats, client_key=body.client_key
    )
    return Status(201, made)


@router.get("bookings", response=list[s.BookingOut])
def bookings(request: PersonRequest) -> Any:
    """List one's own bookings, the latest first."""
    return Booking.objects.filter(person=request.user.pk).order_by("-pk")[:100]


@router.post("bookings/{code}/confirmation", response=s.BookingOut)
def confirm(request: PersonRequest, code: Path[BookingCode]) -> Booking:
    """Take the seat that became free."""
    return actions.confirm_booking(_own(request, code), by=request.user)


@router.delete("bookings/{code}", response=s.BookingOut)
def cancel(request: PersonRequest, code: Path[BookingCode]) -> Booking:
    """Give the seats back."""
    return actions.cancel_booking(_own(request, code), by=request.user)


def _own(request: PersonRequest, code: str) -> Booking:
    rows = Booking.objects.visible_to(request.user).select_related("session", "person")
    found: Booking = get_object_or_404(rows, code=code)
    return found
