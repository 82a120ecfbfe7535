"""How protection says no."""

from tongxin.errors import DomainError


class BadAnswers(DomainError):
    """A declaration names a temperature a person can have, and known symptoms."""

    status = 422


class NotTheirs(DomainError):
    """It is for somebody else to do this."""

    status = 403


class CaseNotOpen(DomainError):
    """The case was cleared before."""


class BadReport(DomainError):
    """A report says what happened and what was done, and lies in the past."""

    status = 422


class NothingToDestroy(DomainError):
    """The emergency still holds, or its data went before."""


class BadMovement(DomainError):
    """What is moved is something, from somewhere to somewhere else, and has a reason."""

    status = 422


class NotEnough(DomainError):
    """The stock does not hold that many that are still good."""


class NoKitNeeded(DomainError):
    """For this shift nobody needs a kit."""


class KitMissing(DomainError):
    """There is no such kit in hand."""


class BadKit(DomainError):
    """A kit is for one class, kind and level, and holds known items."""

    status = 422


class ReplenishmentNotOpen(DomainError):
    """It was decided or sent before."""
