"""Open what is sealed about somebody's health, for a reason (rule 7)."""

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.actions import ReasonNeeded
from tongxin.people.models import Person

from ..mine import facts_of
from ..models import Accident, Case, Declaration

SHORTEST_REASON = 4  # characters, as everywhere

Sealed = Declaration | Case | Accident


@transaction.atomic
def read_facts(row: Sealed, *, reason: str, by: Person) -> list[str]:
    """Return what is kept of somebody's health, in words; the journal keeps who read it and why.

    Raises `ReasonNeeded`, `NotAllowed`.
    """
    by.must("health.see", at=row.place)
    by.must("person.reveal", at=row.place)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded(_("Please say in a few words why you need to see this."))
    record("health.read", by=by, on=row, at=row.place, reason=reason.strip(), person=row.person_id)
    if isinstance(row, Declaration):
        return facts_of(row)
    said = [row.what]
    said += [row.done, row.outcome] if isinstance(row, Accident) else [row.grounds]
    return [words for words in said if words]
