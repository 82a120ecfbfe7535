from typing import Any, Self

from django.db import models
from django.db.models import Count, Max, Q

from tongxin.places.queries import under_any, under_path


class SubmissionQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """The person's own, and those at places where the person holds "moderation.see"."""
        there = under_any(person.paths_where("moderation.see"), "place__path")
        return self.filter(Q(author=person) | there)

    def on_desk_of(self, person: Any) -> Self:
        """Those at places where the person holds "moderation.see"."""
        return self.filter(under_any(person.paths_where("moderation.see"), "place__path"))

    def written_by(self, person: Any) -> Self:
        return self.filter(author=person)

    def of(self, author_key: str) -> Self:
        """What an author without an account wrote; the caller has checked who asks."""
        return self.filter(author_key=author_key)

    def public(self) -> Self:
        return self.filter(state=self.model.State.PASSED)

    def waiting(self) -> Self:
        return self.filter(state=self.model.State.WAITING)

    def appealed(self) -> Self:
        return self.filter(state=self.model.State.APPEALED)

    def flagged(self) -> Self:
        return self.filter(severity__gt=0)

    def under(self, place: Any) -> Self:
        return self.filter(under_path(place.path, "place__path"))

    def worst_first(self) -> Self:
        """The queue's order: held, flagged, then the longest waiting."""
        return self.order_by("-severity", "submitted_at", "pk")


class SensitiveWordQuerySet(models.QuerySet[Any]):
    def version(self) -> tuple[int, Any]:
        """Return what changes whenever the list does."""
        seen = self.aggregate(count=Count("pk"), last=Max("changed_at"))
        return seen["count"], seen["last"]
