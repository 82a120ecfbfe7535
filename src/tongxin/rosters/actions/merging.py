"""When two entries of the register are one human: what one holds goes to the other."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Enrolment, RosterFeed, Shift, Swap
from .seats import lock_shifts, promote


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move the enrolments of `gone` to `kept`, who stands in no shift twice, nor in two at once.

    The places that become free go to the waiting lists. Called by the register while it merges.
    Raises `NotAllowed`.
    """
    by.must("volunteer.merge", at=gone.seat)
    own = Enrolment.objects.standing().filter(
        person=kept, shift__starts_at__lt=OuterRef("shift__ends_at"),
        shift__ends_at__gt=OuterRef("shift__starts_at"),
    )  # fmt: skip
    clashing = Enrolment.objects.standing().filter(Exists(own), person=gone)
    shifts = lock_shifts(Shift.objects.filter(pk__in=[row.shift_id for row in clashing]))
    there = Enrolment.objects.standing().filter(person=gone, shift__in=shifts)
    Swap.objects.filter(given__in=there, state__in=["open", "taken"]).update(
        state=Swap.State.WITHDRAWN
    )
    ended = there.update(state=Enrolment.State.CANCELLED, confirm_by=None)
    moved = Enrolment.objects.filter(person=gone).update(person=kept)
    Swap.objects.filter(to=gone).update(to=kept)
    Swap.objects.filter(taken_by=gone).update(taken_by=kept)
    RosterFeed.objects.filter(person=gone).delete()
    for shift in shifts:
        promote(shift, by=by)
    record("enrolment.taken_over", by=by, on=kept, at=kept.seat, moved=moved, ended=ended)
