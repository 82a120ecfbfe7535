"""How training says no."""

from tongxin.errors import DomainError


class CourseNotOpen(DomainError):
    """The course is not given now."""


class CourseNotReady(DomainError):
    """A course needs lessons, and as many questions as it asks, before it opens."""


class BadQuestion(DomainError):
    """A question has two to six different options, and at least one of them is right."""

    status = 422


class BadVideo(DomainError):
    """The file is no video a browser can show."""

    status = 422


class BadAttachment(DomainError):
    """The file is neither a PDF nor a picture."""

    status = 422


class NotLearntYet(DomainError):
    """The quiz comes after the lessons."""


class NotWatchedYet(DomainError):
    """A video counts when it was watched to its end."""


class AlreadyPassed(DomainError):
    """The pass still counts, and it is too early to renew it."""


class TooManyAttempts(DomainError):
    """The attempts are used up for now."""


class NotYours(DomainError):
    """Somebody else's attempt or place."""

    status = 403


class OwnPass(DomainError):
    """Nobody passes themselves."""

    status = 403


class EvidenceNeeded(DomainError):
    """A pass that is entered says from which record."""

    status = 422


class ReasonNeeded(DomainError):
    """Who loses a pass is told why."""

    status = 422


class BatchOver(DomainError):
    """The batch has begun, has ended, or was called off."""


class AlreadySeated(DomainError):
    """The person has a place in the batch, or waits for one."""


class PlacesTaken(DomainError):
    """More places are taken than would be left."""


class TooLate(DomainError):
    """The time to confirm or to cancel has passed."""


class TooEarly(DomainError):
    """The roll is called once the batch has begun."""


class WrongCode(DomainError):
    """The code is not the one shown in the batch just now."""
