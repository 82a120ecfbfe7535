"""What a plan was drawn from is not kept longer than questions about it are asked."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..arrays import remove_arrays
from ..models import Placement, Plan

KEPT = timedelta(days=60)  # after a plan's last day
NEVER_SENT = ("draft", "dropped", "stopped", "failed")  # or, stopped on the way, in part


@transaction.atomic
def forget_plans(*, by: Person) -> int:
    """Remove the arrays of plans long over, and who stood in what was never sent.

    The figures, the proof and the offers stay. Return how many plans; safe to run twice.
    """
    city = Place.objects.get(parent=None)
    by.must("plan.forget", at=city)
    over = Plan.objects.filter(last_day__lt=timezone.localdate() - KEPT)
    Placement.objects.filter(plan__in=over.filter(state__in=NEVER_SENT), sent=False).delete()
    rows = list(over.exclude(file=""))
    for plan in rows:
        remove_arrays(plan)
    Plan.objects.filter(pk__in=[plan.pk for plan in rows]).update(file="")
    if rows:
        record("plan.forgotten", by=by, on=city, at=city, plans=len(rows))
    return len(rows)
