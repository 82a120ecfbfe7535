"""Show sealed data to somebody who gives a reason (rule 7)."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record

from ..models import Person

FIELDS = ("name", "phone", "identity", "birth_date")
SHORTEST_REASON = 4  # characters: "核实地址"


class ReasonNeeded(DomainError):
    """Personal data is shown for a reason."""

    status = 422


class NothingToReveal(DomainError):
    """The field is not one that is revealed, or it is empty."""

    status = 404


@transaction.atomic
def reveal(owner: Person, field: str, *, reason: str, by: Person) -> str:
    """Return the owner's full `field`, and journal who saw it and why.

    Raises `ReasonNeeded`, `NothingToReveal`, `NotAllowed`.
    """
    by.must("person.reveal", at=owner.seat)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded(_("Please say in a few words why you need to see this."))
    value = getattr(owner, field) if field in FIELDS else ""
    if not value:
        raise NothingToReveal(_("There is nothing to show here."))
    record("person.revealed", by=by, on=owner, at=owner.home, reason=reason.strip(), field=field)
    return str(value)
