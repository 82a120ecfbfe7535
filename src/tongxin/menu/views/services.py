"""Services as anyone sees them: the whole menu, one service, its times."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tongxin.places.models import Platform
from tongxin.web.caching import cached_for_anyone
from tongxin.web.http import render_page_or_part

from .. import board
from ..models import Booking, Service
from .today import paths_for

PER_PAGE = 20
KEPT_SECONDS = 60  # a service that ended is gone from everybody's page after this


@cached_for_anyone(seconds=KEPT_SECONDS)
def services(request: HttpRequest) -> HttpResponse:
    """List what is on offer: by platform, by words, newest first."""
    found = Service.objects.open(timezone.now()).filter(places__path__in=paths_for(request))
    platform = request.GET.get("platform", "")
    if platform:
        found = found.filter(platform=platform[:24])
    words = request.GET.get("q", "").strip()[:40]
    if words:
        found = found.filter(title__icontains=words)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found.select_related("team", "platform").distinct().order_by("-pk")[: PER_PAGE + 1])
    more = rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None
    context = {
        "services": rows[:PER_PAGE],
        "platforms": Platform.objects.all(),
        "chosen": platform,
        "words": words,
        "next_url": f"?platform={platform}&q={words}&before={more}" if more else "",
    }
    return render(request, "menu/services.html", context)


def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """Show one service, its coming sessions, and what people said of it."""
    rows = (
        Service.objects.visible_to(request.user)
        if request.user.is_authenticated
        else (Service.objects.filter(state__in=[Service.State.OPEN, Service.State.ENDED]))
    )
    found = get_object_or_404(rows.select_related("team__place", "platform"), pk=service_id)
    sessions = found.sessions.coming(timezone.now()).select_related("place__parent")
    context = {
        "service": found,
        "sessions": list(board.with_seats(sessions)[:30]),
        "mine": _mine(request, found),
        "paragraphs": [part for part in found.body.splitlines() if part.strip()],
        "open": found.is_open(timezone.now()),
    }
    return render(request, "menu/service.html", context)


def _mine(request: HttpRequest, service: Service) -> dict[int, Booking]:
    """Return this reader's standing bookings of the service, by session."""
    if not request.user.is_authenticated:
        return {}
    rows = Booking.objects.filter(
        person=request.user.pk, session__service=service, state__in=Booking.STANDING
    )
    return {booking.session_id: booking for booking in rows}


def answers(request: HttpRequest) -> HttpResponse:
    """Show what answers each platform's needs now; the list of the day holds this part."""
    context = {"rows": board.answering()}
    return render_page_or_part(request, "menu/answers.html", context, part="menu/_answers.html")
