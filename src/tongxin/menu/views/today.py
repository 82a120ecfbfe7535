"""The front page and the menus of other days: readable by anyone."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from tongxin.places.models import Place
from tongxin.web.caching import cached_for_anyone, keep_for_anyone, keep_for_desk

from .. import board
from ..models import Edition

STRANGERS_SECONDS = 30  # today's menu may be this old for who has no account
NEIGHBOURS_SECONDS = 5  # … and for who is signed in and may just have booked
YEARS = range(2000, 2200)  # menus of other years are not looked for


def root_place() -> Place:
    """Return the city itself."""
    place: Place = get_object_or_404(Place.objects.all(), code=settings.CITY)
    return place


def paths_for(request: HttpRequest) -> list[str]:
    """Return the places whose menus this reader sees: the city's, and those at their home."""
    home = getattr(request.user, "home", None)
    return home.ancestors_paths if home is not None else [root_place().path]


def today(request: HttpRequest) -> HttpResponse:
    """Answer the three questions: what is on, what do I need, what is near me.

    Nothing on it is the reader's own: strangers share it, and neighbours who are signed in.
    """
    if not request.user.is_authenticated:
        return keep_for_anyone(
            request, request.get_full_path(), lambda: _today(request, [root_place().path]),
            seconds=STRANGERS_SECONDS,
        )  # fmt: skip
    paths = paths_for(request)
    return keep_for_desk(
        request, lambda: _today(request, paths), scope=f"menu {paths}", seconds=NEIGHBOURS_SECONDS
    )


def _today(request: HttpRequest, paths: list[str]) -> HttpResponse:
    day = timezone.localdate()
    pages = board.day_menu(day, paths)
    coming = board.coming_sessions(paths)[:6]
    context = _day(day, pages, paths) | {"coming": coming, "is_today": True}
    return render(request, "menu/today.html", context)


@cached_for_anyone(seconds=60)
def of_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """Show the menu of another day."""
    try:
        chosen = date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    if chosen.year not in YEARS:
        raise Http404
    paths = paths_for(request)
    pages = board.day_menu(chosen, paths)
    return render(request, "menu/day.html", _day(chosen, pages, paths))


def _day(day: date, pages: list[board.Page], paths: list[str]) -> dict[str, Any]:
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    anything = any(page.lines for page in pages)
    return {
        "day": day,
        "pages": pages,
        "anything": anything,
        "before_url": day_url(before),
        "after_url": day_url(after),
        "next_hour": None if anything else _next_hour(day, paths),
    }


def day_url(day: date) -> str:
    return reverse("menu:day", args=[day.year, day.month, day.day])


def _next_hour(day: date, paths: list[str]) -> Any:
    """Return when the first planned edition of the day comes out, if one is planned."""
    planned = Edition.objects.filter(
        day=day, state=Edition.State.PLANNED, place__path__in=paths, publish_at__gt=timezone.now()
    )
    return planned.order_by("publish_at").values_list("publish_at", flat=True).first()


@cached_for_anyone(seconds=60)
def poster(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Show one edition as a sheet for the wall, with a QR code to its page."""
    editions = Edition.objects.published().select_related("place", "platform")
    edition = get_object_or_404(editions, pk=edition_id)
    context = {
        "edition": edition,
        "lines": board.lines_of([edition]).get(edition.pk, []),
        "page_url": settings.PUBLIC_URL + day_url(edition.day),
    }
    return render(request, "menu/poster.html", context)


def qr(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Draw the QR code of an edition's page."""
    edition = get_object_or_404(Edition.objects.published(), pk=edition_id)
    return qr_of(day_url(edition.day))


def qr_of(address: str) -> HttpResponse:
    """Return `address`, below our own, as a QR code in SVG."""
    import io

    import segno

    drawn = io.BytesIO()
    segno.make(settings.PUBLIC_URL + address, error="m", micro=False).save(
        drawn, kind="svg", scale=8, border=2, dark="#000", light="#fff"
    )
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
