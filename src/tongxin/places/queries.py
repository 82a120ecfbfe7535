from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q


def range_of(path: str) -> tuple[str, str]:
    """Return the first path at or below `path`, and the first after it ("0" follows "/")."""
    return path, path[:-1] + "0"


def under_path(path: str, field: str = "path") -> Q:
    """Rows at `path` or below it, as a range an index can serve."""
    first, after = range_of(path)
    return Q(**{f"{field}__gte": first, f"{field}__lt": after})


def under_any(paths: list[str], field: str = "path") -> Q:
    """Rows below any of `paths`; none for no paths."""
    within = Q(pk__in=[])
    for path in paths:
        within |= under_path(path, field)
    return within


class PlaceQuerySet(models.QuerySet[Any]):
    def founded(self) -> bool:
        """Whether there is a city; before, whoever works in the background has nothing to do."""
        return self.filter(parent=None).exists()

    def under(self, place: Any) -> Self:
        return self.filter(under_path(place.path))

    def current(self) -> Self:
        return self.filter(retired_at=None)

    def institutes(self) -> Self:
        return self.filter(level=self.model.Level.INSTITUTE)

    def stations(self) -> Self:
        return self.filter(level=self.model.Level.STATION)

    def matching(self, words: str) -> Self:
        """Find by name, pinyin or code prefix."""
        words = words.strip()
        return self.filter(
            Q(name__icontains=words)
            | Q(pinyin__startswith=words.lower())
            | Q(code__startswith=words)
        )


class ResponseLevelQuerySet(models.QuerySet[Any]):
    def between(self, start: datetime, end: datetime) -> Self:
        """In force at some moment of [start, end)."""
        return self.filter(Q(until=None) | Q(until__gt=start), since__lt=end)

    def in_force(self, now: datetime) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def over(self, place: Any) -> Self:
        """Declared at the place or above it."""
        return self.filter(place__path__in=place.ancestors_paths)
