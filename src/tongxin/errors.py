"""What the domain may refuse, and why.

Every refusal is a `DomainError`. Actions raise them; only the edge (web
middleware, API root) turns them into HTTP. Nothing else catches them.
"""

import errno
from typing import Literal


class DomainError(Exception):
    """A rule said no. The message is a kind sentence for the person who asked."""

    status = 409


class NotAllowed(DomainError):
    """The person lacks the power here."""

    status = 403


class NotFound(DomainError):
    """What was named does not exist, or the asker may not know that it does."""

    status = 404


class TooMany(DomainError):
    """Asked too often; try again later."""

    status = 429


class CannotWrite(DomainError):
    """Nothing can be written down at this moment; reading goes on."""

    status = 503


FULL = {errno.ENOSPC, errno.EDQUOT}
FULL_STATES = {"53100", "53000"}  # disk_full, insufficient_resources: PostgreSQL's appendix A
READ_ONLY_STATE = "25006"  # read_only_sql_transaction


def disk_trouble(error: BaseException | None) -> Literal["full", "read-only"] | None:
    """Return what is wrong with the place where state lives; None: it is something else."""
    while error is not None:
        number, state = getattr(error, "errno", None), getattr(error, "sqlstate", None)
        if number in FULL or state in FULL_STATES or "disk is full" in str(error):
            return "full"
        if number == errno.EROFS or state == READ_ONLY_STATE or "readonly database" in str(error):
            return "read-only"
        error = error.__cause__
    return None
