"""Book, follow, confirm and give back a seat; one's own calendar."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.errors import NotAllowed
from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.people.requests import PersonRequest
from tongxin.web.icalendars import served

from .. import actions, board
from ..calendar import calendar_of, entry_of, feed_of
from ..forms import SeatsForm
from ..models import Booking, CalendarFeed, Service, Session
from .feeds import link_of
from .today import qr_of


def session_page(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show one session with the form that books it."""
    return _session_page(request, session_id, SeatsForm())


def _session_page(
    request: HttpRequest, session_id: int, form: SeatsForm, *, status: int = 200
) -> HttpResponse:
    rows = board.with_seats(
        Session.objects.filter(
            service__state__in=[Service.State.OPEN, Service.State.ENDED]
        ).select_related("service__team", "service__platform", "place__parent")
    )
    session = get_object_or_404(rows, pk=session_id)
    mine = None
    if request.user.is_authenticated:
        mine = session.bookings.filter(person=request.user.pk, state__in=Booking.STANDING).first()
    context = {"session": session, "form": form, "mine": mine, "now": timezone.now()}
    return render(request, "menu/session.html", context, status=status)


@login_required
@require_POST
def book(request: PersonRequest, session_id: int) -> HttpResponse:
    """Take seats, or a place on the waiting list."""
    session = get_object_or_404(Session, pk=session_id, service__state=Service.State.OPEN)
    form = SeatsForm(request.POST)
    if not form.is_valid():
        return _session_page(request, session_id, form, status=422)
    booking = actions.book(session, person=request.user, by=request.user, **form.cleaned_data)
    return redirect("menu:booking", code=booking.code)


@never_cache
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a booking stands to whoever knows its code; no name, no phone."""
    return render(request, "menu/booking.html", {"booking": _by_code(code), "now": timezone.now()})


@require_POST
def confirmation(request: HttpRequest, code: str) -> HttpResponse:
    """Take the seat that became free."""
    found = _by_code(code)
    actions.confirm_booking(found, by=_speaker(request, found))
    return redirect("menu:booking", code=code)


@require_POST
def cancellation(request: HttpRequest, code: str) -> HttpResponse:
    """Give the seats back."""
    found = _by_code(code)
    actions.cancel_booking(found, by=_speaker(request, found))
    return redirect("menu:booking", code=code)


@never_cache
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """A slip of paper with the code, for somebody without a phone."""
    return render(request, "menu/slip.html", {"booking": _by_code(code)})


def booking_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the QR code of a booking's page. Says nothing of whether there is one."""
    return qr_of(reverse("menu:booking", args=[code]))


def _by_code(code: str) -> Booking:
    rows = Booking.objects.select_related(
        "session__service__team", "session__place__parent", "person"
    )
    found: Booking = get_object_or_404(rows, code=code.replace("-", "").upper()[:12])
    return found


def _speaker(request: HttpRequest, booking: Booking) -> Person:
    """The signed-in owner or recorder; for a guest, the code itself is the proof."""
    if isinstance(request.user, Person) and not _is_anothers_guest(request.user, booking):
        return request.user
    if booking.person_id is None:
        return robot("resident-door")
    raise NotAllowed(_("Please sign in: this booking belongs to an account."))


def _is_anothers_guest(person: Person, booking: Booking) -> bool:
    """Whether a neighbour or a daughter acts, signed in as herself, with the guest's code."""
    recorded = booking.recorder_id == person.pk
    return booking.person_id is None and not recorded


@login_required
@never_cache
def mine(request: PersonRequest) -> HttpResponse:
    """List one's own bookings: coming first, then past."""
    rows = Booking.objects.filter(person=request.user.pk).select_related(
        "session__service__team", "session__place__parent"
    )
    now = timezone.now()
    coming = rows.filter(session__ends_at__gte=now, state__in=Booking.STANDING)
    past = rows.exclude(session__ends_at__gte=now, state__in=Booking.STANDING)
    feed = CalendarFeed.objects.filter(person=request.user.pk).first()
    context = {
        "coming": coming.order_by("session__starts_at")[:50],
        "past": past.order_by("-session__starts_at")[:50],
        "feed_url": link_of(request, feed),
    }
    return render(request, "menu/mine.html", context)


@login_required
@require_POST
def feed(request: PersonRequest) -> HttpResponse:
    """Make one's secret calendar link, or a new one in place of the old."""
    actions.renew_calendar_feed(by=request.user)
    return redirect("menu:mine")


@never_cache
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve the sessions somebody booked, to whoever holds the secret link."""
    found = get_object_or_404(
        CalendarFeed.objects.select_related("person", "team", "place"), secret=secret
    )
    return served(feed_of(found), "tongxin.ics")


def session_calendar(request: HttpRequest, session_id: int) -> HttpResponse:
    """Serve one session as a calendar entry."""
    rows = Session.objects.select_related("service__team", "place")
    session = get_object_or_404(rows, pk=session_id, service__state=Service.State.OPEN)
    return served(calendar_of([entry_of(session)], name=str(session.service)), f"{session.pk}.ics")
