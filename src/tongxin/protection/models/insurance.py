from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from ..queries import CoverQuerySet, PolicyQuerySet


class Policy(models.Model):
    """A contract of accident insurance for volunteers (志愿者意外险)."""

    class Scope(models.TextChoices):
        REGISTER = "register", _("every registered volunteer who lives there")
        NAMED = "named", _("only the people on its list")

    number = models.CharField(max_length=60)
    insurer = models.CharField(max_length=80)
    place = models.ForeignKey(Place, models.PROTECT, related_name="policies")
    scope = models.CharField(max_length=8, choices=Scope)
    since = models.DateField()
    until = models.DateField()  # the last day, itself included
    yuan = models.PositiveIntegerField(default=0)  # insured sum for a person; 0: not told
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-until", "-pk"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["insurer", "number"], name="one_policy_per_number"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="policy_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insurer} {self.number}"

    @property
    def covers_the_register(self) -> bool:
        return self.scope == self.Scope.REGISTER

    def state_on(self, day: date) -> str:
        """cancelled, coming, ended or standing."""
        if self.cancelled_at:
            return "cancelled"
        if day < self.since:
            return "coming"
        return "ended" if day > self.until else "standing"


class Cover(models.Model):
    """One person on a policy's list, from a day to a day, both included."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="covers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="covers")
    since = models.DateField()
    until = models.DateField()
    ended_on = models.DateField(null=True, blank=True)  # the first day without it

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["until", "since"], name="cover_by_days")]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "person"], condition=Q(ended_on=None),
                name="a_person_is_on_a_policy_once",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="cover_ends_after_it_begins"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.policy_id}"


class HourLimit(models.Model):
    """How long people stand at most and rest at least, from a moment on; the last row holds."""

    continuous_hours = models.PositiveSmallIntegerField()
    break_minutes = models.PositiveSmallIntegerField()  # a shorter pause is none
    daily_hours = models.PositiveSmallIntegerField()
    rest_hours = models.PositiveSmallIntegerField()  # between two days
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(continuous_hours__lte=F("daily_hours")),
                name="no_stretch_is_longer_than_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.continuous_hours} / {self.daily_hours} / {self.rest_hours} h"
