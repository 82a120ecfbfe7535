from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongxin.people.models import Team
from tongxin.places.queries import under_any


class PlanQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(under_any(person.paths_where("plan.make"), "place__path"))


class OfferQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own; those at places overseen."""
        there = under_any(person.paths_where("roster.see"), "enrolment__shift__post__place__path")
        return self.filter(Q(enrolment__person=person.pk) | there)

    def open(self, now: datetime) -> Self:
        """Offers that wait for an answer."""
        return self.filter(enrolment__state="invited", enrolment__confirm_by__gt=now)


class OrderQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Those at places overseen, and those given to one's team or unit."""
        units = Team.objects.filter(pk__in=person.teams_led).exclude(unit=None).values("unit")
        led = Q(team__in=person.teams_led) | Q(unit__in=units)
        there = under_any(person.paths_where("roster.see"), "post__place__path")
        homes = person.paths_where("order.take")
        at_home = under_any(homes, "team__place__path") | under_any(homes, "unit__place__path")
        return self.filter(led | there | at_home)
