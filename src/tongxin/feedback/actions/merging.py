"""When two accounts are one human: receipts and suggestions of one become the other's."""

from django.db import transaction
from django.db.models import Q

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Receipt, Suggestion


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move what `gone` was asked and what they suggested to `kept`. Raises `NotAllowed`.

    Of an edition both were asked about, the receipt of `gone` stays with the closed account.
    """
    by.must("volunteer.merge", at=gone.seat)
    asked = Receipt.objects.filter(person=kept).exclude(edition=None)
    known = Q(edition__in=list(asked.values_list("edition", flat=True)))
    moved = Receipt.objects.filter(person=gone).exclude(known).update(person=kept)
    Receipt.objects.filter(proxy=gone).update(proxy=kept)
    Suggestion.objects.filter(author=gone).update(author=kept)
    record("receipt.taken_over", by=by, on=kept, at=kept.seat, moved=moved)
