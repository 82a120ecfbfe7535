"""When two accounts are one human: what one wrote becomes the other's."""

from django.db import transaction
from django.db.models import Q

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Submission


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Let `kept` be the author of what `gone` wrote; nobody becomes the judge of their own words.

    Raises `NotAllowed`.
    """
    by.must("volunteer.merge", at=gone.seat)
    judged = Q(decided_by=kept) | Q(appeal_decided_by=kept)
    rows = Submission.objects.filter(author=gone).exclude(pk__in=Submission.objects.filter(judged))
    moved = rows.update(author=kept)
    keyed = Submission.objects.filter(author=kept, author_key=f"person:{gone.pk}")
    keyed.update(author_key=f"person:{kept.pk}")
    record("submission.taken_over", by=by, on=kept, at=kept.seat, moved=moved)
