from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from tongxin.places.models import Named, Place, Platform

from ..queries import TeamQuerySet, UnitQuerySet
from .persons import Person


class Unit(Named):
    """An organisation: an authority, company, school, association (单位)."""

    code = models.CharField(max_length=18, blank=True)  # unified social credit code, GB 32100
    place = models.ForeignKey(Place, models.PROTECT, related_name="units")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="one_unit_per_credit_code"
            )
        ]


class Team(Named):
    """People who answer together, for a platform or for hands."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="teams")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="teams")
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="teams"
    )
    introduction = models.TextField(blank=True)
    # How many people it can send at one time; None: it has not said.
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], name="team_name_is_unique_at_its_place"
            ),
        ]


class Membership(models.Model):
    """A person in a team."""

    class Role(models.TextChoices):
        LEADER = "leader", gettext_lazy("leader")
        DEPUTY = "deputy", gettext_lazy("deputy")
        MEMBER = "member", gettext_lazy("member")

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="a_person_is_in_a_team_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.team}"
