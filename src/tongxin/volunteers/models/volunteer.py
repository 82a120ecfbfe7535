import json
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Team, Unit
from tongxin.vault.sealing import unseal

from .. import weeks
from ..queries import SuspensionQuerySet, VolunteerQuerySet

MOST_REACH_KM = 60  # across the county
MOST_WEEKLY = 7  # shifts
USUAL_REACH_KM = 5
USUAL_WEEKLY = 3


class Volunteer(models.Model):
    """A person in the register: what they offer, when, and how far they go."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")  # somebody entered them; they have not confirmed
        APPLIED = "applied", _("waiting for a guardian")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("left")
        MERGED = "merged", _("merged into another")

    TONES: ClassVar[dict[str, str]] = {
        "active": "done", "suspended": "stopped", "invited": "waiting", "applied": "waiting",
    }  # fmt: skip

    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer")
    number = models.CharField(max_length=20, unique=True)  # "YX2020-000123"
    state = models.CharField(max_length=10, choices=State)
    since = models.DateTimeField(default=timezone.now)  # registered, or entered by somebody
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="volunteers_invited"
    )
    invited_for = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="volunteers_invited"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="volunteers"
    )  # whose volunteer this is; none: a social volunteer
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # Where they set out from: a village's point or a chosen one, never nearer than 0.005° (500 m).
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    reach_km = models.PositiveSmallIntegerField(default=USUAL_REACH_KM)
    weekly_cap = models.PositiveSmallIntegerField(default=USUAL_WEEKLY)  # shifts
    availability = models.PositiveIntegerField(default=weeks.ALL)  # bits: see `weeks`
    prefers = models.JSONField(default=list, blank=True)  # codes of service classes
    skills = models.JSONField(default=list, blank=True)  # codes: see `skills`
    languages = models.JSONField(default=list, blank=True)  # codes: see `skills`
    emergency_sealed = models.TextField(blank=True)  # {"name", "phone", "relation"}

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly_cap__gte=1, weekly_cap__lte=MOST_WEEKLY),
                name="a_volunteer_serves_one_to_seven_shifts_a_week",
            ),
            models.CheckConstraint(
                condition=Q(reach_km__gte=1, reach_km__lte=MOST_REACH_KM),
                name="a_volunteer_goes_one_to_sixty_km",
            ),
            models.CheckConstraint(
                condition=Q(availability__lte=weeks.ALL), name="a_week_has_21_parts"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "suspended"]) | ~Q(confirmed_at=None),
                name="nobody_is_a_volunteer_who_has_not_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state="merged") ^ Q(merged_into=None),
                name="a_merged_volunteer_names_the_other",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "-id"], name="volunteer_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_open(self) -> bool:
        """Whether the register still counts on this person, now or once they confirm."""
        return self.state not in (self.State.LEFT, self.State.MERGED)

    @property
    def tone(self) -> str:
        """The tone of the tag that shows the state."""
        return self.TONES.get(self.state, "plain")

    @property
    def emergency(self) -> dict[str, str]:
        """The person to call when something happens, opened; {} when none was given."""
        told = unseal(self.emergency_sealed, row=self.row("emergency"))
        contact: dict[str, str] = json.loads(told) if told else {}
        return contact

    def row(self, field: str) -> str:
        """What a sealed `field` of this volunteer is bound to."""
        return f"volunteers.volunteer.{field}:{self.person_id}"

    @cached_property
    def suspension(self) -> "Suspension | None":
        """The suspension that stands, if there is one."""
        found: Suspension | None = self.suspensions.open().first()
        return found

    def offers(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the weekly pattern covers the window; black-out days are another question."""
        return weeks.offers(self.availability, starts_at, ends_at)

    def is_away(self, first: date, last: date) -> bool:
        """Whether a black-out touches the days `first` to `last`."""
        return self.blackouts.filter(starts_on__lte=last, ends_on__gte=first).exists()

    @property
    def facts(self) -> dict[str, Any]:
        """What the volunteer offers, as the journal keeps it."""
        return {
            "reach_km": self.reach_km, "weekly_cap": self.weekly_cap,
            "availability": self.availability, "prefers": self.prefers, "skills": self.skills,
        }  # fmt: skip


class Blackout(models.Model):
    """Days on which a volunteer is not to be asked."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="blackouts")
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day, itself included

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="a_blackout_ends_after_it_starts",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["ends_on"], name="blackout_by_end")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.starts_on}–{self.ends_on}"


class Suspension(models.Model):
    """A volunteer may not serve for a while, and is told why."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="suspensions")
    reason = models.CharField(max_length=300)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)  # the last day of it; None: until lifted
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(lifted_at=None),
                name="one_standing_suspension_per_volunteer",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.volunteer} {self.since:%Y-%m-%d}"


class NumberSeries(models.Model):
    """How many volunteer numbers of one beginning were given; locked while more are taken."""

    prefix = models.CharField(max_length=8, primary_key=True)  # "YX2020"
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:06d}"
