"""Hand a shift over to the next: in words, taken by somebody who says so."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.rosters.models import Shift

from ..models import Attendance, Handover
from .places import calls_roll, must_call_roll
from .refusals import NothingToTake


@transaction.atomic
def write_handover(shift: Shift, *, words: str, by: Person) -> Handover:
    """Write what the next shift should know: by its leader, or by somebody who is on duty.

    Written again while nobody took it, the last words count. Raises `NothingToTake`, `NotAllowed`.
    """
    here = Attendance.objects.here().filter(enrolment__shift=shift, person=by)
    if not calls_roll(shift, by) and not here.exists():
        must_call_roll(shift, by)
    Shift.objects.select_for_update(of=("self",), no_key=True).get(pk=shift.pk)
    row = Handover.objects.filter(shift=shift).first() or Handover(shift=shift)
    if row.taken_at is not None or not words.strip():
        raise NothingToTake(_("It was taken over before, or no word was said."))
    row.words, row.by, row.written_at = words.strip()[:1000], by, timezone.now()
    row.save()
    record("handover.written", by=by, on=row, at=shift.post.place)
    return row


@transaction.atomic
def take_handover(handover: Handover, *, by: Person) -> Handover:
    """Say that one has read it and takes over: another than who wrote it; twice is once.

    Raises `NothingToTake`, `NotAllowed`.
    """
    shift = handover.shift
    here = Attendance.objects.here().filter(enrolment__shift__post=shift.post, person=by)
    if not calls_roll(shift, by) and not here.exists():
        must_call_roll(shift, by)
    row: Handover = Handover.objects.select_for_update(of=("self",), no_key=True).get(
        pk=handover.pk
    )
    if row.taken_at is not None:
        return row
    if row.by_id == by.pk:
        raise NothingToTake(_("Whoever comes next takes it over."))
    row.taken_by, row.taken_at = by, timezone.now()
    row.save(update_fields=["taken_by", "taken_at"])
    record("handover.taken", by=by, on=row, at=shift.post.place)
    return row
