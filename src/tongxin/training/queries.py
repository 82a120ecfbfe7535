from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongxin.places.queries import under_any


class CourseQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Courses one may take now."""
        return self.filter(state=self.model.State.OPEN)

    def visible_to(self, person: Any) -> Self:
        """Open ones; also the others of places where the person keeps courses."""
        there = under_any(person.paths_where("course.manage"), "place__path")
        return self.filter(Q(state=self.model.State.OPEN) | there)


class QuestionQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(retired_at=None)


class BatchQuerySet(models.QuerySet[Any]):
    def coming(self, now: datetime) -> Self:
        return self.filter(state=self.model.State.OPEN, ends_at__gt=now)

    def managed_by(self, person: Any) -> Self:
        """Batches the person gives, or at places where they manage batches."""
        there = under_any(person.paths_where("batch.manage"), "place__path")
        return self.filter(there | Q(trainer=person.pk))


class SeatQuerySet(models.QuerySet[Any]):
    def holding(self) -> Self:
        """Those that count against the capacity."""
        return self.filter(state__in=self.model.HOLDING)

    def waiting(self) -> Self:
        """The waiting list, in order of time."""
        return self.filter(state=self.model.State.WAITING).order_by("asked_at", "pk")


class PassQuerySet(models.QuerySet[Any]):
    def valid(self, at: datetime) -> Self:
        """Passes that count at a moment: begun, not ended, not revoked."""
        lasting = Q(until=None) | Q(until__gt=at)
        return self.filter(lasting, since__lte=at, revoked_at=None)

    def visible_to(self, person: Any) -> Self:
        """One's own, and those of people at home where the person holds "training.see"."""
        paths = person.paths_where("training.see")
        if any(path.count("/") == 1 for path in paths):  # the root of the tree: everybody's
            return self
        return self.filter(Q(person=person.pk) | under_any(paths, "person__home__path"))
