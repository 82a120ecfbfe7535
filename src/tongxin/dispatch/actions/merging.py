"""Two entries of the register are one human: what drafts say of them is moved."""

from django.db import transaction

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Pin, Placement


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move placements and pins of `gone` to `kept`, once for each shift. Raises `NotAllowed`."""
    by.must("volunteer.merge", at=gone.seat)
    moved = 0
    for model in (Placement, Pin):
        theirs = set(model.objects.filter(person=kept).values_list("plan", "shift"))
        for row in model.objects.filter(person=gone):
            if (row.plan_id, row.shift_id) in theirs:
                row.delete()
            else:
                model.objects.filter(pk=row.pk).update(person=kept)
                moved += 1
    record("plan.taken_over", by=by, on=kept, at=kept.seat, moved=moved)
