import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from ..queries import PointMoveQuerySet, RedemptionQuerySet, RewardQuerySet
from .credit import Credit


class Reward(models.Model):
    """Something points are given for."""

    title = models.CharField(max_length=80)
    place = models.ForeignKey(Place, models.PROTECT, related_name="rewards")
    points = models.PositiveIntegerField()
    left = models.IntegerField()  # how many there are still
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RewardQuerySet.as_manager()

    class Meta:
        ordering = ["points", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(left__gte=0), name="no_reward_is_given_twice"),
            models.CheckConstraint(condition=Q(points__gte=1), name="a_reward_costs_points"),
        ]

    def __str__(self) -> str:
        return self.title


class Redemption(models.Model):
    """Somebody gave points for a reward."""

    class State(models.TextChoices):
        ASKED = "asked", _("to be fetched")
        HANDED = "handed", _("handed over")
        RETURNED = "returned", _("given back")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # sent twice is once
    person = models.ForeignKey(Person, models.PROTECT, related_name="redemptions")
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions")
    points = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    handed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reward} {self.asked_at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        return {"asked": "waiting", "handed": "done"}.get(self.state, "stopped")


class PointMove(models.Model):
    """One line of the ledger of points. Written once, never changed."""

    class Kind(models.TextChoices):
        EARNED = "earned", _("earned")
        CORRECTED = "corrected", _("corrected with the hours")
        REDEEMED = "redeemed", _("given for a reward")
        RETURNED = "returned", _("a reward given back")
        JOINED = "joined", _("taken over from a merged entry")

    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="point_moves")
    earned_by = models.BigIntegerField()  # whose it was when written; the chain covers it
    asked = models.IntegerField()  # what the rules say; more may be taken back than there is
    points = models.IntegerField()  # what moved
    credit = models.ForeignKey(
        Credit, models.PROTECT, null=True, blank=True, related_name="point_moves"
    )
    redemption = models.ForeignKey(
        Redemption, models.PROTECT, null=True, blank=True, related_name="moves"
    )
    rules = models.PositiveIntegerField(default=0)  # version it was reckoned by
    entered_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = PointMoveQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "-id"], name="points_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["credit"], condition=~Q(credit=None), name="a_line_gives_points_once"
            ),
            models.UniqueConstraint(
                fields=["redemption", "kind"], condition=~Q(redemption=None),
                name="a_reward_is_paid_once_and_returned_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.points:+d}"

    def said(self) -> list[Any]:
        """Return what the chain covers, in a fixed order."""
        return [
            self.pk, self.kind, self.earned_by, self.asked, self.points, self.credit_id,
            self.redemption_id, self.rules, self.entered_at.isoformat(),
        ]  # fmt: skip
