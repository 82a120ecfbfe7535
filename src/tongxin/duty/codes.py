"""The code at the door: six digits, signed for a door and a minute, and the same in a QR code.

A door is a shift ("s12") or a place with all its shifts ("p7"). The leader's phone carries the
digits of its own shift with it and shows them without a network. Digits say nothing by themselves:
whoever enters them has to be signed in, enrolled, and there.

Source: RFC 6238 in its idea (HMAC of a counted window); six digits, three windows accepted, few
tries, so that guessing succeeds less than once in ten thousand.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.rosters.models import Shift
from tongxin.vault.sealing import blind_index

DIGITS = 6
SKEW = 1  # windows before and after that are accepted: the walk to the table, a clock that is off
TICKET_SECONDS = 300  # from scanning to pressing the button
SALT = "duty.ticket"


class WrongCode(DomainError):
    """The digits are not those of this door, or no longer."""


class CodeOfAnother(DomainError):
    """The code was scanned by another account, or with another phone."""


def door_of(shift: Shift) -> str:
    return f"s{shift.pk}"


def doors_for(shift: Shift) -> tuple[str, str]:
    """Return the doors through which one comes to a shift: its own, and its place's."""
    return door_of(shift), f"p{shift.post.place_id}"


def window_of(moment: datetime, seconds: int) -> int:
    """Return the number of the window of `seconds` that `moment` lies in."""
    return int(moment.timestamp()) // seconds


def digits_of(door: str, window: int) -> str:
    """Return the digits a door shows in a window."""
    signed = blind_index(f"{door}:{window}", kind="duty.door")
    return str(int(signed, 16) % 10**DIGITS).zfill(DIGITS)


def shown(door: str, now: datetime, seconds: int) -> tuple[str, int]:
    """Return (digits, seconds until they change)."""
    return digits_of(door, window_of(now, seconds)), seconds - int(now.timestamp()) % seconds


def opens(door: str, digits: str, now: datetime, seconds: int) -> bool:
    """Whether a door showed these digits just now."""
    here = window_of(now, seconds)
    return digits in {digits_of(door, here + step) for step in range(-SKEW, SKEW + 1)}


def must_open(shift: Shift, digits: str, now: datetime, seconds: int) -> None:
    """Raise `WrongCode` unless a door of the shift shows these digits."""
    plain = "".join(sign for sign in digits if sign.isdecimal())
    if not any(opens(door, plain, now, seconds) for door in doors_for(shift)):
        raise WrongCode(
            _(
                "These digits are not (or no longer) those of this post. They change every minute:"
                " please look again, or ask the leader to call your name."
            )
        )


def codes_of(shift: Shift, seconds: int, before: timedelta) -> tuple[int, list[str]]:
    """Return (first window, digits of each) from before the start to the end of the shift."""
    first = window_of(shift.starts_at - before, seconds) - SKEW
    last = window_of(shift.ends_at, seconds) + SKEW
    return first, [digits_of(door_of(shift), n) for n in range(first, last + 1)]


@dataclass(frozen=True)
class Ticket:
    """A scanned code, bound to whoever scanned it and with which phone."""

    enrolment: int
    person: int
    device: str

    def signed(self) -> str:
        return signing.dumps([self.enrolment, self.person, self.device], salt=SALT)


def read_ticket(text: str) -> Ticket:
    """Return a ticket, if it is ours and fresh. Raises `WrongCode`."""
    try:
        read: Any = signing.loads(text, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature as error:
        raise WrongCode(_("That was a while ago. Please scan the code again.")) from error
    return Ticket(*read)


def must_be_ours(ticket: Ticket, *, enrolment: int, person: int, device: str) -> None:
    """Raise `CodeOfAnother` unless the one who scanned is the one who presses the button."""
    if ticket != Ticket(enrolment, person, device):
        raise CodeOfAnother(
            _("This code was scanned by another account. Please scan it with your own phone.")
        )
