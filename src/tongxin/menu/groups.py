"""Groups of needs that nobody answers yet, ranked by how many wait and how long. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils import timezone

from tongxin.needs.models import Need
from tongxin.needs.topics import words_of
from tongxin.places.models import Place
from tongxin.places.queries import under_any

from .models import Answer, Service


@dataclass(frozen=True)
class Group:
    """Like needs on one platform's list."""

    platform: str  # code
    topic: str  # "" = what fits no other group
    waiting: int
    places: int
    oldest: datetime
    newest: datetime
    answered_by: Service | None  # an open service that may do already

    @property
    def rank(self) -> float:
        """Person-days waited, had all waited as long as the oldest."""
        return self.waiting * max((timezone.now() - self.oldest) / timedelta(days=1), 0.01)

    @property
    def reason(self) -> str:
        """The words that make the group."""
        return "、".join(words_of(self.topic, self.platform)[:6])


def unanswered(paths: Iterable[str]) -> Any:
    """Return listed needs for the menu at `paths` that no service is being composed for."""
    there = Place.objects.filter(under_any(list(paths))).values("pk")
    waiting = Need.objects.unanswered().filter(route="menu", platform__isnull=False)
    gathered = Answer.objects.filter(need=OuterRef("pk"))
    return waiting.filter(~Exists(gathered), place__in=there)


def in_group(paths: Iterable[str], *, platform: str, topic: str) -> Any:
    """Return the needs of one group, the oldest first."""
    return unanswered(paths).filter(platform=platform, topic=topic).order_by("raised_at", "pk")


def ranked(paths: Iterable[str], *, platforms: Iterable[str] | None = None) -> list[Group]:
    """Return the groups at `paths`, the most pressing first; two queries."""
    rows = unanswered(paths)
    if platforms is not None:
        rows = rows.filter(platform__in=list(platforms))
    counted = list(rows.order_by().values("platform", "topic").annotate(
        waiting=Count("pk"), places=Count("place", distinct=True),
        oldest=Min("raised_at"), newest=Max("raised_at"),
    ))  # fmt: skip
    topics = {row["topic"] for row in counted} - {""}
    open_now = Service.objects.open(timezone.now()).filter(topic__in=topics).select_related("team")
    services = {(service.platform_id, service.topic): service for service in open_now}
    groups = [
        Group(answered_by=services.get((row["platform"], row["topic"])), **row) for row in counted
    ]
    return sorted(groups, key=lambda group: group.rank, reverse=True)
