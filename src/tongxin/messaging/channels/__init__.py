"""The ways out of the house: one module per channel, one small interface.

A city names its carriers in `settings.MESSAGE_CHANNELS`: {"sms": "city.carriers.Sms"}. A class
there is made without arguments and has `carry`. Where none is named, demo and tests use
`null.Console`; in production the delivery fails and says so.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

CONSOLE = "tongxin.messaging.channels.null.Console"
INBOX = "tongxin.messaging.channels.inapp.Inbox"


@dataclass(frozen=True)
class Letter:
    """What a carrier gets to see. `uid` is the same at every try: carry each uid once."""

    uid: UUID
    channel: str
    address: str
    subject: str
    body: str
    url: str


@dataclass(frozen=True)
class Outcome:
    """What became of one try.

    "delivered": it arrived. "handed_over": the carrier has it. "again": worth another try later.
    "refused": no use trying again. `reason` is a marked text for lay readers; `reference` is the
    carrier's own name for the letter, by which its receipt may come back.
    """

    became: Literal["delivered", "handed_over", "again", "refused"]
    reason: str = ""
    reference: str = ""


class Channel(Protocol):
    """One way of carrying letters."""

    def carry(self, letter: Letter) -> Outcome:
        """Carry the letter, within ten seconds. May raise: that counts as "again"."""


def carrier_for(channel: str) -> Channel | None:
    """Return who carries for `channel`, or None where nobody does."""
    path = settings.MESSAGE_CHANNELS.get(channel, "")
    if not path and channel == "inapp":
        path = INBOX
    if not path and (settings.MODE == "demo" or settings.TESTING or channel == "null"):
        path = CONSOLE
    return _made(path) if path else None


@cache
def _made(path: str) -> Channel:
    carrier: Channel = import_string(path)()
    return carrier
