from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from .need import Need


class DayList(models.Model):
    """The list of the day of a place, as it was published (清单)."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="day_lists")
    day = models.DateField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict)  # counts as they were: {"cells": …, "totals": …}

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["place", "day"], name="one_list_per_place_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.day}"


class DayListLine(models.Model):
    """A need on a published list, with the state it was in and what is new about it."""

    class Change(models.TextChoices):
        NEW = "new", _("new")
        WAITING = "waiting", _("still waiting")
        REOPENED = "reopened", _("opened again")
        ANSWERED = "answered", _("answered")

    day_list = models.ForeignKey(DayList, models.CASCADE, related_name="lines")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=Need.State)
    change = models.CharField(max_length=8, choices=Change)

    class Meta:
        indexes = [models.Index(fields=["day_list", "change", "need"], name="day_line_by_change")]
        constraints = [
            models.UniqueConstraint(fields=["day_list", "need"], name="a_need_is_listed_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day_list_id} {self.need_id}"
