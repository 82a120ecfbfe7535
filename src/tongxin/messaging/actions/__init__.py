"""Put messages into the outbox, carry them, read them, mend what did not arrive."""

from .carrying import confirm_delivery, deliver, deliver_due, forget_old
from .mending import (
    AlreadyGoes,
    CannotBeRetried,
    NoLongerWaiting,
    ReasonMissing,
    cancel_delivery,
    note_told,
    retry_delivery,
    reveal_address,
    send_also,
)
from .posting import Letter, post, post_many
from .reading import mark_all_read, mark_read

__all__ = [
    "AlreadyGoes",
    "CannotBeRetried",
    "Letter",
    "NoLongerWaiting",
    "ReasonMissing",
    "cancel_delivery",
    "confirm_delivery",
    "deliver",
    "deliver_due",
    "forget_old",
    "mark_all_read",
    "mark_read",
    "note_told",
    "post",
    "post_many",
    "retry_delivery",
    "reveal_address",
    "send_also",
]
