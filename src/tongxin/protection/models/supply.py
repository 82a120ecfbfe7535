from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person

from ..queries import ReplenishmentQuerySet, ReservationQuerySet
from .ledger import Holder, Item, Movement


class Reservation(models.Model):
    """So many of an item are spoken for, for an occasion (预留)."""

    class State(models.TextChoices):
        OPEN = "open", _("reserved")
        USED = "used", _("issued")
        RELEASED = "released", _("free again")

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="reservations")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()  # still reserved; issuing takes from it
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    plan = models.CharField(max_length=40, blank=True, db_index=True)
    occasion_key = models.CharField(max_length=40, db_index=True)
    occasion_title = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "item", "occasion_key"], condition=Q(state="open"),
                name="an_occasion_reserves_an_item_once_per_holder",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.quantity} {self.occasion_title}"


class Threshold(models.Model):
    """Below how many a holder runs low, where it is not as usual."""

    holder = models.ForeignKey(Holder, models.CASCADE, related_name="thresholds")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    least = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "item"], name="one_threshold_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.item} {self.least}"


class Replenishment(models.Model):
    """A holder asks for more; somebody above approves, and sends it (补货申请)."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for approval")
        APPROVED = "approved", _("approved, to be sent")
        REFUSED = "refused", _("refused")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="replenishments")
    source = models.ForeignKey(Holder, models.PROTECT, related_name="asked_of_it")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)  # of who decided
    movement = models.ForeignKey(Movement, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReplenishmentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | ~Q(movement=None), name="what_was_sent_has_a_movement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.asked_at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        return {"asked": "waiting", "approved": "active", "sent": "done"}.get(self.state, "stopped")


class ReplenishmentLine(models.Model):
    """How many of an item were asked for, and granted."""

    replenishment = models.ForeignKey(Replenishment, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()
    granted = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["item__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["replenishment", "item"], name="an_item_is_asked_for_once"
            ),
            models.CheckConstraint(condition=Q(asked__gt=0), name="something_is_asked_for"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.asked}"
