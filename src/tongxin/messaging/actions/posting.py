"""Put messages into the outbox. Carrying them is the worker's business."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tongxin.clock.actions import send
from tongxin.journal.actions import key_of
from tongxin.journal.actors import Somewhere
from tongxin.vault.sealing import seal

from ..models import Delivery, Message

CARRY = "tongxin.messaging.tasks.deliver_due"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is said to one recipient, ready to be posted.

    `to` is a recipient's key ("person:42"); `addresses` maps channels to addresses
    ({"inapp": "", "sms": "138…"}). The texts are already in the recipient's language. `at` lets
    the desks of that place see how it went. After `valid_until` it is not carried any more.
    """

    to: str
    subject: str
    body: str = ""
    about: Any = None
    url: str = ""
    at: Somewhere | None = None
    valid_until: datetime | None = None
    addresses: Mapping[str, str]

    def message(self) -> Message:
        """Return its row, not written yet."""
        return Message(
            recipient=self.to,
            subject=self.subject[:200],
            body=self.body,
            about=key_of(self.about) if self.about is not None else "",
            url=self.url,
            place=self.at.path if self.at is not None else "",
            valid_until=self.valid_until,
        )


def post(**parts: Any) -> Message:
    """Queue one message, in the transaction of the deed it tells of; parts as in `Letter`."""
    return post_many([Letter(**parts)])[0]


@transaction.atomic
def post_many(letters: Sequence[Letter]) -> list[Message]:
    """Queue messages, in the transaction of the deed they tell of: as many queries as for one."""
    messages = Message.objects.bulk_create([letter.message() for letter in letters], 500)
    deliveries = [
        _delivery(message, channel, address)
        for message, letter in zip(messages, letters, strict=True)
        for channel, address in letter.addresses.items()
    ]
    Delivery.objects.bulk_create(deliveries, 500)
    if any(delivery.is_waiting for delivery in deliveries):
        send(CARRY, key=CARRY)
    return messages


def _delivery(message: Message, channel: str, address: str) -> Delivery:
    delivery = Delivery(message=message, channel=channel)
    delivery.address_sealed = seal(address, row=delivery.row)
    if channel == Delivery.Channel.INAPP:  # its row is the letter
        delivery.state = Delivery.State.DELIVERED
    return delivery
