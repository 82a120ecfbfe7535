from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongxin.places.queries import under_any


class RequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own; those at places overseen; those of teams led."""
        own = Q(asked_by=person.pk) | Q(team__in=person.teams_led)
        return self.filter(own | under_any(person.paths_where("request.see"), "place__path"))


class NoticeQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(state=self.model.State.PUBLISHED)

    def visible_to(self, person: Any) -> Self:
        """Published ones; drafts at places overseen, or of requests one's team leads."""
        led = Q(request__team__in=person.teams_led)
        there = under_any(person.paths_where("request.see"), "place__path")
        return self.filter(Q(state=self.model.State.PUBLISHED) | led | there)


class PostQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Posts of teams led, or at places overseen: for the desk."""
        led = Q(team__in=person.teams_led) | Q(request__asked_by=person.pk)
        return self.filter(led | under_any(person.paths_where("roster.see"), "place__path"))

    def open(self) -> Self:
        return self.filter(state=self.model.State.OPEN)


class ShiftQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Shifts of posts the person leads or oversees: for the desk."""
        led = Q(post__team__in=person.teams_led) | Q(post__request__asked_by=person.pk)
        there = under_any(person.paths_where("roster.see"), "post__place__path")
        return self.filter(led | there)

    def coming(self, now: datetime) -> Self:
        """Open shifts of open posts that have not begun."""
        return self.filter(state=self.model.State.OPEN, starts_at__gt=now, post__state="open")

    def on_the_board(self, now: datetime) -> Self:
        """Coming shifts anybody may read about."""
        return self.coming(now).filter(post__notice__state="published")


class EnrolmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own and those recorded for others; those of teams led or places overseen."""
        own = Q(person=person.pk) | Q(recorder=person.pk)
        led = Q(team__in=person.teams_led) | Q(shift__post__team__in=person.teams_led)
        there = under_any(person.paths_where("enrolment.manage"), "shift__post__place__path")
        return self.filter(own | led | there)

    def standing(self) -> Self:
        """Those that still mean something: asked, joined, waiting, invited."""
        return self.filter(state__in=self.model.STANDING)

    def holding(self) -> Self:
        """Those that count against the capacity."""
        return self.filter(state__in=self.model.HOLDING)

    def waiting(self) -> Self:
        """The waiting list, in order of time."""
        return self.filter(state=self.model.State.WAITING).order_by("asked_at", "pk")


class SwapQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> Self:
        """Offers that may still be taken."""
        return self.filter(state=self.model.State.OPEN, given__shift__starts_at__gt=now)

    def offered_to(self, person: Any) -> Self:
        """Offers to this person, or to anybody but themselves."""
        anybody = Q(to=None) & ~Q(given__person=person.pk)
        return self.filter(Q(to=person.pk) | anybody)
