"""What the actions of this app refuse."""

from tongxin.errors import DomainError, NotAllowed


class NothingWritten(DomainError):
    """There is no text."""

    status = 422


class ReasonMissing(DomainError):
    """Who is refused must learn why."""

    status = 422


class AlreadyDecided(DomainError):
    """Somebody else was quicker, or the author took it back."""


class LookAtEachAlone(DomainError):
    """Held texts are not passed in bulk."""


class OwnSubmission(NotAllowed):
    """Nobody decides what they wrote themselves."""


class CannotAppeal(DomainError):
    """It was not refused, or it was appealed before."""


class SamePerson(NotAllowed):
    """An appeal is decided by somebody else than the one who refused."""
