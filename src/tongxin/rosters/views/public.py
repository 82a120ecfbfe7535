"""The public board: shifts that want people, notices, posters."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tongxin.people.models import Person
from tongxin.places.models import Place, ServiceClass
from tongxin.web.caching import cached_for_anyone

from .. import board, schema_org
from ..beside import links_of
from ..models import Enrolment, Notice, Post, Shift
from ..posters import fields_of
from .posters import published

PAGE = 60  # shifts shown at once
ON_WALL = 24  # three columns: fit a screen of 1080 lines


@cached_for_anyone(seconds=20)
def index(request: HttpRequest) -> HttpResponse:
    """Show the shifts that want people, day by day; by kind of work, town and day."""
    chosen = _chosen(request)
    rows = board.coming(timezone.now(), **_narrowed(chosen))
    if chosen["room"]:
        rows = rows.filter(left__gt=0)
    first = request.GET.get("from", "0")[:6]
    start = int(first) if first.isdecimal() else 0
    shifts = list(rows[start : start + PAGE + 1])
    context = {
        "days": by_day(shifts[:PAGE]),
        "classes": ServiceClass.objects.all(),
        "towns": Place.objects.current().institutes(),
        "chosen": chosen,
        "next_url": _next(request, start) if len(shifts) > PAGE else "",
    }
    return render(request, "rosters/board.html", context)


def _next(request: HttpRequest, start: int) -> str:
    asked = request.GET.copy()
    asked["from"] = str(start + PAGE)
    return f"?{asked.urlencode()}"


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {
        "kind": request.GET.get("kind", "")[:24],
        "town": request.GET.get("town", "")[:12],
        "day": request.GET.get("day", "")[:10],
        "room": request.GET.get("room", "")[:1],
    }


def _narrowed(chosen: dict[str, str]) -> dict[str, Any]:
    narrowed: dict[str, Any] = {}
    if chosen["kind"]:
        narrowed["post__service_class"] = chosen["kind"]
    if chosen["town"]:
        town = get_object_or_404(Place, code=chosen["town"])
        narrowed["post__place__path__startswith"] = town.path
    try:
        day = date.fromisoformat(chosen["day"])
    except ValueError:
        return narrowed
    start = datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
    return narrowed | {"starts_at__gte": start, "starts_at__lt": start + timedelta(days=1)}


def by_day(shifts: list[Shift]) -> list[tuple[date, list[Shift]]]:
    """Return the shifts under their local days."""
    days: dict[date, list[Shift]] = {}
    for shift in shifts:
        days.setdefault(timezone.localdate(shift.starts_at), []).append(shift)
    return list(days.items())


@never_cache
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show one shift: what one does there, its places, and how to join."""
    found = counted_shift(request, shift_id)
    person = request.user if isinstance(request.user, Person) else None
    mine = None
    if person is not None:
        mine = found.enrolments.filter(person=person).order_by("pk").last()
    volunteer = getattr(person, "volunteer", None)
    context = {
        "shift": found, "roles": board.roles_of(found), "mine": mine, "volunteer": volunteer,
        "notice": found.post.notice, "now": timezone.now(),
        "is_in": mine is not None and mine.state == Enrolment.State.JOINED,
        "leads": person is not None and bool(person.teams_led),
        "keeps": person is not None
        and Shift.objects.visible_to(person).filter(pk=found.pk).exists(),
        "beside": links_of(found.pk) if volunteer and not (mine and mine.is_standing) else [],
        "swap": mine and mine.swaps.filter(state__in=["open", "taken"]).first(),
    }  # fmt: skip
    return render(request, "rosters/shift.html", context)


def readable_shift(request: HttpRequest, shift_id: int) -> Shift:
    """Return a shift of a published notice, one the reader keeps, or one they stand in; or 404."""
    rows = Shift.objects.select_related("post__place", "post__site")
    shift: Shift = get_object_or_404(rows, pk=shift_id)
    announced = shift.post.notice_id is not None and shift.post.state != Post.State.DRAFT
    if not announced and not _is_theirs(request, shift):
        raise Http404
    return shift


def counted_shift(request: HttpRequest, shift_id: int) -> Shift:
    """Return the same with its places counted."""
    readable_shift(request, shift_id)
    found: Shift = board.with_places(board.shown(Shift.objects.filter(pk=shift_id))).get()
    return found


def _is_theirs(request: HttpRequest, shift: Shift) -> bool:
    person = request.user
    if not isinstance(person, Person):
        return False
    kept = Shift.objects.visible_to(person).filter(pk=shift.pk).exists()
    return kept or shift.enrolments.filter(person=person).exists()


@cached_for_anyone(seconds=60)
def notices(request: HttpRequest) -> HttpResponse:
    """List the recruitment notices, the newest first."""
    rows = Notice.objects.published().select_related("place__parent")[:100]
    return render(request, "rosters/notices.html", {"notices": rows})


def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice with its eight fields and the shifts one may join."""
    found = published(notice_id)
    shifts = list(board.coming(timezone.now(), post__notice=found)[:100])
    context = {
        "notice": found, "fields": fields_of(found), "days": by_day(shifts),
        "linked": schema_org.block_of(schema_org.event_of(found, shifts)),
    }  # fmt: skip
    return render(request, "rosters/notice.html", context)


@cached_for_anyone(seconds=30)
def wall(request: HttpRequest) -> HttpResponse:
    """Show what wants people now, for a screen on the wall."""
    now = timezone.now()
    rows = board.coming(now, starts_at__lt=now + timedelta(days=3)).filter(left__gt=0)
    return render(request, "rosters/wall.html", {"shifts": rows[:ON_WALL], "now": now})
