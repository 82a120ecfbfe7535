"""What stands on the menu of a day: read for pages, posters and the API. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from tongxin.places.models import Platform

from .models import Booking, Edition, EditionLine, Service, Session


@dataclass(frozen=True)
class Page:
    """One platform's page of the day: its edition, if one is out, and the dishes on it."""

    platform: Platform
    edition: Edition | None
    lines: list[EditionLine]


def with_seats(sessions: Any) -> Any:
    """Annotate sessions with `taken` and `left` seats and `waits`, in the same query."""
    held = (
        Booking.objects.filter(session=OuterRef("pk"), state__in=Booking.HOLDING)
        .order_by()
        .values("session")
        .annotate(total=Sum("seats"))
        .values("total")
    )
    waits = (
        Booking.objects.filter(session=OuterRef("pk"), state=Booking.State.WAITING)
        .order_by()
        .values("session")
        .annotate(total=Sum("seats"))
        .values("total")
    )
    whole = IntegerField()
    return sessions.annotate(
        taken=Coalesce(Subquery(held, output_field=whole), Value(0)),
        waits=Coalesce(Subquery(waits, output_field=whole), Value(0)),
        left=Greatest(F("capacity") - F("taken"), Value(0)),
    )


def day_menu(day: date, paths: Iterable[str]) -> list[Page]:
    """Return the five platforms' published pages of `day` for the places at `paths`.

    A nearer place's edition comes before its parent's. Three queries, whatever is on it.
    """
    editions = list(
        Edition.objects.published()
        .filter(day=day, place__path__in=list(paths))
        .select_related("place")
        .order_by("platform__order", "-place__path")
    )
    lines = lines_of(editions)
    pages = []
    for platform in Platform.objects.all():
        mine = [edition for edition in editions if edition.platform_id == platform.pk]
        dishes = [line for edition in mine for line in lines.get(edition.pk, [])]
        pages.append(Page(platform, mine[0] if mine else None, dishes))
    return pages


def lines_of(editions: Iterable[Edition]) -> dict[int, list[EditionLine]]:
    """Return the dishes of each edition, with their services and sessions; two queries."""
    lines: dict[int, list[EditionLine]] = {}
    rows = EditionLine.objects.filter(edition__in=list(editions)).select_related(
        "service__team", "service__platform"
    )
    found = list(rows)
    sessions = with_seats(Session.objects.select_related("place__parent")).in_bulk(
        [line.session_id for line in found if line.session_id]
    )
    for line in found:
        if line.session_id:
            line.session = sessions[line.session_id]
        lines.setdefault(line.edition_id, []).append(line)
    return lines


def coming_sessions(paths: Iterable[str], now: datetime | None = None) -> Any:
    """Return open sessions at places under any of `paths`, the soonest first, with seats."""
    rows = Session.objects.coming(now or timezone.now()).filter(
        service__state=Service.State.OPEN, service__places__path__in=list(paths)
    )
    return with_seats(
        rows.select_related("service__team", "service__platform", "place__parent").distinct()
    ).order_by("starts_at", "pk")


def answering(limit: int = 4) -> list[tuple[Platform, int, list[Service]]]:
    """Return per platform how many services are open and those that answered most; two queries."""
    rows = Service.objects.open(timezone.now()).select_related("team")
    found = list(rows.annotate(answered=Count("answers")).order_by("-answered", "-pk")[:2000])
    return [
        (platform, len(mine), mine[:limit])
        for platform in Platform.objects.all()
        for mine in [[service for service in found if service.platform_id == platform.pk]]
    ]
