from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongxin.places.queries import under_any


class ServiceQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> Self:
        """Services anybody may use now."""
        return self.filter(state=self.model.State.OPEN, valid_from__lte=now).filter(
            Q(valid_until=None) | Q(valid_until__gt=now)
        )

    def visible_to(self, person: Any) -> Self:
        """Open ones; also drafts of teams the person leads, or of places they oversee."""
        own = Q(team__in=person.teams_led)
        seen = under_any(person.paths_where("service.see"), "team__place__path")
        return self.filter(Q(state=self.model.State.OPEN) | own | seen)

    def serving(self, place: Any) -> Self:
        """Services offered at `place`: named for it, or for a place above it."""
        return self.filter(places__path__in=place.ancestors_paths).distinct()


class SessionQuerySet(models.QuerySet[Any]):
    def coming(self, now: datetime) -> Self:
        return self.filter(state=self.model.State.OPEN, ends_at__gt=now)

    def on(self, day: date) -> Self:
        return self.filter(starts_at__date=day)


class BookingQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own and those recorded for others; those of teams led or places overseen."""
        own = Q(person=person.pk) | Q(recorder=person.pk)
        led = Q(session__service__team__in=person.teams_led)
        there = under_any(person.paths_where("booking.enter"), "session__place__path")
        return self.filter(own | led | there)

    def holding_seats(self) -> Self:
        """Those that count against the capacity: booked, and invited while their time runs."""
        return self.filter(state__in=self.model.HOLDING)

    def waiting(self) -> Self:
        """The waiting list, in order of time."""
        return self.filter(state=self.model.State.WAITING).order_by("asked_at", "pk")


class EditionQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(state=self.model.State.PUBLISHED)

    def due(self, now: datetime) -> Self:
        """Planned ones whose hour has come; one without a dish waits until it has one."""
        lines = self.model._meta.get_field("lines").related_model.objects
        laid = models.Exists(lines.filter(edition=models.OuterRef("pk")))
        return self.filter(laid, state=self.model.State.PLANNED, publish_at__lte=now)
