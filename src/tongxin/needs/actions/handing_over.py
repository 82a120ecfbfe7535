"""When two accounts are one human: the needs of one become the other's."""

from django.db import transaction

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Need


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Let `kept` be the requester of what `gone` asked for. Raises `NotAllowed`."""
    by.must("volunteer.merge", at=gone.seat)
    moved = Need.objects.filter(requester=gone).update(requester=kept)
    record("need.taken_over", by=by, on=kept, at=kept.seat, moved=moved)
