import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.vault.sealing import mask_phone, unseal

from .queries import DeliveryQuerySet, MessageQuerySet


@dataclass
class Spot:
    """A place known by its path alone: this storey does not know the city tree."""

    path: str

    def __str__(self) -> str:
        return self.path.rstrip("/").rpartition("/")[2]


class Message(models.Model):
    """What is said to one recipient, in the recipient's language."""

    recipient = models.CharField(max_length=64)  # "person:42", "need:17" (its asker)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    about = models.CharField(max_length=64, blank=True, db_index=True)  # "need:17"
    url = models.CharField(max_length=200, blank=True)  # where to go on
    place = models.CharField(max_length=80, blank=True)  # path of the place it concerns
    valid_until = models.DateTimeField(null=True, blank=True)  # of no use afterwards: a login code
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="message_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="message_unread"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def spot(self) -> Spot:
        """Where it concerns; the whole city when it names no place."""
        return Spot(self.place or f"{settings.CITY}/")


class Delivery(models.Model):
    """One try to carry a message by one channel, and how it went."""

    class Channel(models.TextChoices):
        INAPP = "inapp", _("inbox")
        SMS = "sms", _("text message")
        EMAIL = "email", _("email")
        WECHAT = "wechat", _("WeChat")
        WEBHOOK = "webhook", _("webhook")
        NULL = "null", _("console")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        HANDED_OVER = "handed_over", _("handed to the carrier")
        DELIVERED = "delivered", _("arrived")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    # What the desk shows beside each state.
    MEANING = {
        State.QUEUED: _("It waits its turn, or for the next try."),
        State.HANDED_OVER: _("The carrier has it; whether it arrived is not known yet."),
        State.DELIVERED: _("It arrived, or somebody told the person by telephone."),
        State.FAILED: _("It did not arrive and is not tried again by itself."),
        State.CANCELLED: _("Somebody at the desk stopped it."),
    }

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    uid = models.UUIDField(default=uuid.uuid4, unique=True)  # binds the sealed address; idempotency
    channel = models.CharField(max_length=16, choices=Channel)
    address_sealed = models.TextField(blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=200, blank=True)  # why it failed, a marked text
    reference = models.CharField(max_length=100, blank=True)  # the carrier's name for it
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)  # while tried: when the claim lapses
    changed_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["attempts", "-id"], condition=Q(state="queued"), name="delivery_next"
            ),
            models.Index(fields=["state", "-id"], name="delivery_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"], name="message_goes_once_by_each_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    @property
    def row(self) -> str:
        """What the sealed address is bound to."""
        return f"messaging.delivery.address:{self.uid}"

    @property
    def address(self) -> str:
        """The address, opened: for carriers, never for lists."""
        return unseal(self.address_sealed, row=self.row)

    @property
    def address_masked(self) -> str:
        return mask_phone(self.address)

    @property
    def reason_said(self) -> str:
        """The reason in the reader's language."""
        return gettext(self.reason) if self.reason else ""

    @property
    def meaning(self) -> Any:
        """What the state means, for people who are not technicians."""
        return self.MEANING[self.State(self.state)]

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.QUEUED

    @property
    def may_be_retried(self) -> bool:
        return self.state in {self.State.FAILED, self.State.CANCELLED, self.State.HANDED_OVER}
