from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, IntegerField, Min, Q, When

from tongxin.places.queries import under_any


class CourseQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Courses one may take now."""
        return self.filter(state=self.model.State.OPEN)

    def needed_at(self, service_class: str, post_kind: str, *, first: str = "") -> Self:
        """Those a post of a class and kind asks for, what it asks of fewest before the rest.

        The module `first`, then what the class needs, then the kind, then everybody.
        """
        needs = "module__needed_by"
        of_class = Q(**{f"{needs}__service_class": service_class,
                        f"{needs}__post_kind__in": ["", post_kind]})  # fmt: skip
        of_all = Q(**{f"{needs}__isnull": False, f"{needs}__service_class": None})
        rank = Case(
            When(module=first, then=0), When(of_class, then=1),
            When(of_all & Q(**{f"{needs}__post_kind": post_kind}), then=2),
            When(of_all & Q(**{f"{needs}__post_kind": ""}), then=3),
            output_field=IntegerField(),
        )  # fmt: skip
        ranked = self.annotate(rank=Min(rank)).exclude(rank=None)
        return ranked.order_by("rank", "module__order", "pk")

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
