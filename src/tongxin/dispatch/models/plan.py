import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.clock.models import Job
from tongxin.people.models import Person, Team
from tongxin.places.models import Place
from tongxin.rosters.models import Part, Shift

from ..queries import PlanQuerySet


class Plan(models.Model):
    """A draft of who is asked to go where, for a territory and days (派送方案)."""

    class State(models.TextChoices):
        DRAWING = "drawing", _("being drawn")
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("dropped")

    TONES: ClassVar[dict[str, str]] = {
        "drawing": "waiting", "draft": "active", "sending": "waiting", "sent": "done",
    }  # fmt: skip

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()  # itself included
    state = models.CharField(max_length=8, choices=State, default=State.DRAWING)
    settings = models.JSONField(default=dict)  # `problem.costs.Costs`, by name
    after = models.ForeignKey(  # the plan whose pins it took over
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    drawn_at = models.DateTimeField(null=True, blank=True)
    seen = models.JSONField(default=dict)  # what the city looked like when it was read
    figures = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    objective = models.BigIntegerField(null=True, blank=True)  # metres
    bound = models.BigIntegerField(null=True, blank=True)  # no plan costs less
    file = models.CharField(max_length=200, blank=True)  # the arrays, below MEDIA_ROOT
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["place", "-made_at"], name="plan_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="a_plan_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.first_day:%m-%d}–{self.last_day:%m-%d} №{self.pk}"

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return self.TONES.get(self.state, "stopped")

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_half_sent(self) -> bool:
        """Whether somebody stopped its sending: what is sent stays, the rest can follow."""
        return self.state == self.State.STOPPED and self.sent_at is not None

    @property
    def may_be_sent(self) -> bool:
        return self.is_draft or self.is_half_sent

    @property
    def not_sent(self) -> int:
        """How many people and teams of the plan were not asked yet."""
        rows = self.placements, self.team_placements
        return sum(some.filter(sent=False).count() for some in rows)

    @property
    def gap(self) -> float | None:
        """Share of the objective not proven necessary; 0.0: no better plan exists."""
        if self.objective is None or self.bound is None:
            return None
        return (self.objective - self.bound) / max(1, abs(self.objective))


class Placement(models.Model):
    """One pair of a plan: this person in this part of this shift."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="placements")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    metres = models.PositiveIntegerField()
    pinned = models.BooleanField(default=False)
    sent = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["plan", "shift"], name="placement_of_shift"),
            models.Index(fields=["person", "plan"], name="placement_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "shift", "person"], name="a_plan_places_a_person_once_in_a_shift"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.shift_id}"

    @property
    def km(self) -> str:
        """The way, as people read it."""
        return f"{self.metres / 1000:.1f}"


class TeamPlacement(models.Model):
    """A team of a plan: so many of its people in a part that asks for a whole team."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="team_placements")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    heads = models.PositiveSmallIntegerField()
    metres = models.PositiveIntegerField()  # mean way of its people
    sent = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "shift", "part"], name="a_plan_sends_one_team_to_a_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team_id} → {self.shift_id}"

    @property
    def km(self) -> str:
        """The way, as people read it."""
        return f"{self.metres / 1000:.1f}"


class Pin(models.Model):
    """What an officer decided before the plan is drawn: this pair, not this pair, not this one."""

    class Kind(models.TextChoices):
        MUST = "must", _("stands here")
        NEVER = "never", _("not here")
        OUT = "out", _("left out of the plan")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="pins")
    kind = models.CharField(max_length=5, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, blank=True, related_name="+")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person", "shift"], name="a_pair_is_pinned_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="out", shift=None) | (~Q(kind="out") & Q(shift__isnull=False)),
                name="a_pin_names_its_shift",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.shift_id or '*'}"
