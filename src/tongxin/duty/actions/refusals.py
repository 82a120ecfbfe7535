"""How the door says no."""

from collections.abc import Sequence

from tongxin.clearance.requirement import Refusal
from tongxin.errors import DomainError


class TurnedAway(DomainError):
    """A gate says no; `refusals` tell what is missing and who can help."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = list(refusals)


class NotExpected(DomainError):
    """The person does not stand in this shift, or the shift was called off."""


class NotYet(DomainError):
    """The door is not open yet, or not any more."""


class Elsewhere(DomainError):
    """The person is on duty at another place at this moment."""


class SharedPhone(DomainError):
    """Too many accounts checked in with this phone."""


class NotHere(DomainError):
    """The person is not on duty."""


class NotVouched(DomainError):
    """A helper without an account comes in on the word of whoever calls the roll."""


class NotAppealable(DomainError):
    """The no-show was appealed, excused or forgotten before."""


class NothingToTake(DomainError):
    """Nothing was handed over, or it was taken before."""


class BadTimes(DomainError):
    """A number lies outside what a city may choose."""

    status = 422
