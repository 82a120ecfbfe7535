from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongxin.places.queries import under_any


def _kept_by(person: Any) -> Q:
    led = Q(enrolment__team__in=person.teams_led) | Q(
        enrolment__shift__post__team__in=person.teams_led
    )
    there = under_any(person.paths_where("attendance.see"), "enrolment__shift__post__place__path")
    return led | there


class AttendanceQuerySet(models.QuerySet[Any]):
    def here(self) -> Self:
        """Those on duty at this moment."""
        return self.filter(state=self.model.State.HERE)

    def forgotten(self, before: datetime) -> Self:
        """Those still here though their shift ended before then."""
        return self.here().filter(enrolment__shift__ends_at__lte=before)


class AbsenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own; those of teams led or of places overseen."""
        return self.filter(Q(person=person.pk) | _kept_by(person))

    def standing(self, today: date) -> Self:
        """Those not forgotten yet."""
        return self.filter(expires_on__gt=today)

    def counting(self, today: date) -> Self:
        """Those that count against somebody: not excused, lifted or forgotten."""
        states = self.model.State
        return self.standing(today).exclude(state__in=[states.EXCUSED, states.LIFTED])


class ScreenQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(under_any(person.paths_where("screen.manage"), "place__path"))

    def open(self) -> Self:
        return self.filter(ended_at=None)
