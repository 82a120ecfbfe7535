"""Open what is sealed, for a reason, with a line in the journal (rule 7)."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.vault.sealing import unseal

from ..models import Need

SEALED = {"phone": "phone_sealed", "location": "location_sealed"}
LEAST = 4  # letters of a reason


class NoReason(DomainError):
    """Personal data is shown for a reason that is written down."""

    status = 422


@transaction.atomic
def reveal_need(need: Need, *, field: str, reason: str, by: Person) -> str:
    """Return the phone or the exact place of a need. Raises `NoReason`, `NotAllowed`."""
    by.must("person.reveal", at=need.place)
    if len(reason.strip()) < LEAST:
        raise NoReason(_("Say in a few words why you need to see it; this is kept in the journal."))
    opened = unseal(getattr(need, SEALED[field]), row=need.row(field))
    record("need.revealed", by=by, on=need, at=need.place, reason=reason.strip()[:300], field=field)
    return opened
