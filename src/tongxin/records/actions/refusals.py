"""How records say no."""

from tongxin.errors import DomainError


class ReasonNeeded(DomainError):
    """A correction, a refusal and a revocation say why."""

    status = 422


class NotYours(DomainError):
    """Somebody else has to do this."""

    status = 403


class AlreadyCorrected(DomainError):
    """The line was corrected already."""


class TypedHours(DomainError):
    """Nobody types verified hours."""


class ProofNeeded(DomainError):
    """Made-up hours have a proof."""

    status = 422


class TooMuch(DomainError):
    """More than the activity lasted, or no time at all."""

    status = 422


class TooLate(DomainError):
    """The activity is too long ago."""


class CountedAlready(DomainError):
    """The time counts already, in another line."""


class AlreadyDecided(DomainError):
    """Somebody has decided on it already."""


class AlreadyDisputed(DomainError):
    """The line is disputed already."""


class NotEnoughHours(DomainError):
    """Stars ask for more hours."""


class AlreadyAsked(DomainError):
    """It is asked for, or given, already."""


class NotEnoughPoints(DomainError):
    """The reward costs more points than there are."""


class SoldOut(DomainError):
    """No more of this reward is left."""


class NothingServed(DomainError):
    """No hours lie in these days."""


class NoIssuer(DomainError):
    """Nobody may issue certificates here yet."""


class BadRules(DomainError):
    """The rules lie outside what the law leaves to a city."""

    status = 422
