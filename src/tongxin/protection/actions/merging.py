"""When two entries of the register are one human: what protection holds goes to the other."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Accident, Case, Declaration, KitIssue, Movement
from . import policies


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move covers, declarations, cases, accidents and kits of `gone` to `kept`.

    What both said of a day is kept once; of two open cases one stays open; of two kits for one
    shift one counts as given back. Raises `NotAllowed`.
    """
    policies.take_over(kept, gone, by)
    now = timezone.now()
    same = Declaration.objects.filter(
        person=kept, day=OuterRef("day"), verdict=OuterRef("verdict")
    ).exclude(verdict=Declaration.Verdict.MISTAKEN)
    Declaration.objects.filter(Exists(same), person=gone).delete()
    if Case.objects.open().filter(person=kept).exists():
        Case.objects.open().filter(person=gone).update(
            state=Case.State.CLEARED, cleared_by=by, cleared_at=now
        )
    own = KitIssue.objects.in_hand().filter(person=kept, occasion_key=OuterRef("occasion_key"))
    KitIssue.objects.in_hand().filter(Exists(own), person=gone).update(
        returned_at=now, returned_by=by
    )
    moved = {
        model.__name__: model.objects.filter(person=gone).update(person=kept)
        for model in (Declaration, Case, Accident, KitIssue, Movement)
    }
    record("protection.taken_over", by=by, on=kept, at=kept.seat, moved=moved)
