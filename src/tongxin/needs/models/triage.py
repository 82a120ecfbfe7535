from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from .need import Need, Route, Urgency


class Judgement(models.Model):
    """What a need is, as somebody or something judges it."""

    route = models.CharField(max_length=12, choices=Route)
    platform_code = models.CharField(max_length=24, blank=True)
    class_code = models.CharField(max_length=24, blank=True)
    refer_to = models.CharField(max_length=60, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency)

    class Meta:
        abstract = True

    def agrees_with(self, other: "Judgement") -> bool:
        """Whether both say the same of route, platform, class and urgency."""
        mine = (self.route, self.platform_code, self.class_code, self.urgency)
        return mine == (other.route, other.platform_code, other.class_code, other.urgency)


class Proposal(Judgement):
    """What triage suggests for a need, with its reasons (rule 21). Decides nothing."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="proposal")
    needed_by = models.DateTimeField(null=True, blank=True)
    risks = models.JSONField(default=list)
    reasonable = models.BooleanField(default=True)
    unreasonable_because = models.CharField(max_length=200, blank=True)
    confidence = models.FloatField()  # 0..1
    reasons = models.JSONField(default=list)  # [{"code", "values"}]: words, likeness, rules
    fit = models.CharField(max_length=64, blank=True)  # which fit made it
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["confidence"], name="proposal_confidence")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="confidence_is_a_share"
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.route} {self.confidence:.2f}"


class Fit(models.Model):
    """What the machine has learnt so far: the examples of the books, and people's corrections.

    It is fitted again from the same decisions wherever it is needed, so no file must travel.
    """

    until = models.DateTimeField()  # decisions up to here were learnt
    corrections = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"fit-{self.pk}"


class Decision(Judgement):
    """What a person decided; when it differs from the proposal it teaches the next fit."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="decisions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    differs = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)  # taken back: teaches nothing

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["differs", "at"], name="decision_differs")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.route}"


class Likeness(models.Model):
    """Two needs that may be one: proposed with reasons, decided by a person."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        SAME = "same", _("the same")
        DIFFERENT = "different", _("different")

    need = models.ForeignKey(Need, models.CASCADE, related_name="likenesses")  # the later one
    other = models.ForeignKey(Need, models.CASCADE, related_name="+")
    likeness = models.FloatField()  # 0..1
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "likenesses"
        ordering = ["-likeness"]
        constraints = [
            models.UniqueConstraint(fields=["need", "other"], name="two_needs_are_compared_once"),
            models.CheckConstraint(condition=Q(other__lt=F("need")), name="the_other_came_first"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} ~ {self.other_id} {self.likeness:.2f}"


class TimeLimit(models.Model):
    """How long a need may stay in a state before it is late; the nearest place's row wins."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=Need.State)
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    minutes = models.PositiveIntegerField()

    class Meta:
        ordering = ["place", "state", "urgency"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "state", "urgency"], name="one_limit_per_state_and_urgency"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="a_limit_is_a_minute_or_more"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.state} {self.urgency}: {self.minutes} min"
