"""When two entries of the register are one human: what one has learnt goes to the other."""

from django.db import transaction
from django.utils import timezone

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Attempt, Batch, Pass, Seat, Study
from .seats import lock_batch, promote


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move passes, places in batches, sittings and lessons of `gone` to `kept`.

    What one gave to oneself through the other entry stays behind, and counts no more: nobody
    passes themselves. Called by the register while it merges. Raises `NotAllowed`.
    """
    by.must("volunteer.merge", at=gone.seat)
    passes = Pass.objects.filter(person=gone).exclude(given_by=kept).update(person=kept)
    seats = _take_seats(kept, gone, by)
    _take_sittings(kept, gone)
    _take_lessons(kept, gone)
    Batch.objects.coming(timezone.now()).filter(trainer=gone).update(trainer=kept)
    record("training.taken_over", by=by, on=kept, at=kept.seat, passes=passes, seats=seats)


def _take_seats(kept: Person, gone: Person, by: Person) -> int:
    """One place in each batch: the one where somebody came, else the one `kept` has."""
    counting = Seat.objects.exclude(state__in=["cancelled", "lapsed"])
    both = counting.filter(person=gone, batch__in=counting.filter(person=kept).values("batch"))
    for batch in Batch.objects.filter(pk__in=both.values("batch")).order_by("pk"):
        batch = lock_batch(batch)
        mine, theirs = (counting.get(batch=batch, person=one) for one in (kept, gone))
        came = theirs.state == Seat.State.ATTENDED and theirs.marked_by_id != kept.pk
        less = mine if came else theirs
        less.state, less.confirm_by = Seat.State.CANCELLED, None
        less.save(update_fields=["state", "confirm_by"])
        promote(batch, by=by)
    return Seat.objects.filter(person=gone).exclude(marked_by=kept).update(person=kept)


def _take_sittings(kept: Person, gone: Person) -> None:
    """An open sitting ends where `kept` has one open in the same course."""
    now = timezone.now()
    open_ones = Attempt.objects.filter(state=Attempt.State.OPEN)
    both = open_ones.filter(person=gone, course__in=open_ones.filter(person=kept).values("course"))
    both.update(state=Attempt.State.FAILED, submitted_at=now)
    Attempt.objects.filter(person=gone).update(person=kept)


def _take_lessons(kept: Person, gone: Person) -> None:
    """Of a lesson both have opened, the one that was finished stays."""
    done = Study.objects.filter(person=gone).exclude(done_at=None).values("lesson")
    Study.objects.filter(person=kept, done_at=None, lesson__in=done).delete()
    own = Study.objects.filter(person=kept).values_list("lesson", flat=True)
    Study.objects.filter(person=gone).exclude(lesson__in=list(own)).update(person=kept)
