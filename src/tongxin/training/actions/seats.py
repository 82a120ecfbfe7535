"""Places in a batch: taken while there are any, then a waiting list in order of time (rule 23).

Every change begins by locking the batch's row, so two people who press at once stand one behind
the other.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record, record_many
from tongxin.people.models import Person

from ..models import Batch, Seat
from .refusals import AlreadySeated, BatchOver, CourseNotOpen, TooLate
from .telling import tell_seats


def lock_batch(batch: Batch) -> Batch:
    """Return the batch fresh and locked."""
    rows = Batch.objects.select_for_update(of=("self",))
    locked: Batch = rows.select_related("course__module", "course__place", "place").get(pk=batch.pk)
    return locked


def places_taken(batch: Batch) -> int:
    """Return the places that are held, invitations included."""
    return batch.seats.holding().count()


@transaction.atomic
def take_seat(batch: Batch, *, by: Person) -> Seat:
    """Take a place, or a place on the waiting list.

    Raises `AlreadySeated`, `BatchOver`, `CourseNotOpen`.
    """
    batch = lock_batch(batch)
    if batch.state != Batch.State.OPEN or batch.has_begun:
        raise BatchOver(_("This batch can no longer be joined."))
    if not batch.course.is_open:
        raise CourseNotOpen(_("This course is not given now."))
    free = not batch.seats.waiting().exists() and places_taken(batch) < batch.capacity
    state = Seat.State.BOOKED if free else Seat.State.WAITING
    try:
        with transaction.atomic():
            seat = Seat.objects.create(batch=batch, person=by, state=state)
    except IntegrityError as error:
        raise AlreadySeated(_("You have a place in this batch, or wait for one.")) from error
    record("seat.taken", by=by, on=seat, at=batch.place, state=state)
    if free:
        tell_seats([seat], batch, subject=gettext_noop("You have a place: %(course)s, %(when)s"))
    else:
        tell_seats(
            [seat], batch, subject=gettext_noop("You are on the waiting list of %(course)s"),
            body=gettext_noop("When a place is free we ask you to confirm."),
        )  # fmt: skip
    return seat


@transaction.atomic
def confirm_seat(seat: Seat, *, by: Person) -> Seat:
    """Take the place that became free. Raises `TooLate`."""
    seat = _own(seat, by)
    if seat.state == Seat.State.BOOKED:
        return seat
    late = seat.confirm_by is not None and seat.confirm_by < timezone.now()
    if seat.state != Seat.State.INVITED or late:
        raise TooLate(_("The place has gone to the next in line."))
    seat.state, seat.confirm_by = Seat.State.BOOKED, None
    seat.save(update_fields=["state", "confirm_by"])
    record("seat.confirmed", by=by, on=seat, at=seat.batch.place)
    return seat


@transaction.atomic
def give_up_seat(seat: Seat, *, by: Person) -> Seat:
    """Give a place back; the waiting list moves up. Twice is once. Raises `TooLate`."""
    seat = _own(seat, by)
    if seat.state == Seat.State.CANCELLED:
        return seat
    if seat.state not in Seat.STANDING or seat.batch.has_begun:
        raise TooLate(_("This place can no longer be given back."))
    seat.state, seat.confirm_by = Seat.State.CANCELLED, None
    seat.save(update_fields=["state", "confirm_by"])
    promote(seat.batch, by=by)
    record("seat.cancelled", by=by, on=seat, at=seat.batch.place)
    return seat


def _own(seat: Seat, by: Person) -> Seat:
    """Lock the batch, then return the seat fresh, if `by` may act for its owner."""
    batch = lock_batch(seat.batch)
    seat = Seat.objects.select_related("person").get(pk=seat.pk)
    seat.batch = batch
    if by.pk != seat.person_id:
        by.must("batch.manage", at=batch.place)
    return seat


def promote(batch: Batch, *, by: Person) -> int:
    """Invite the heads of the waiting list while places are free; return how many.

    The batch is locked by the caller.
    """
    now = timezone.now()
    if batch.state != Batch.State.OPEN or batch.starts_at <= now:
        return 0
    free = max(0, batch.capacity - places_taken(batch))
    heads = list(batch.seats.waiting().select_related("person__home")[:free])
    limit = min(now + timedelta(minutes=batch.confirm_minutes), batch.starts_at)
    for seat in heads:
        seat.state, seat.confirm_by = Seat.State.INVITED, limit
    Seat.objects.bulk_update(heads, ["state", "confirm_by"], batch_size=500)
    tell_seats(
        heads, batch, subject=gettext_noop("A place is free: %(course)s, %(when)s"),
        body=gettext_noop("Please confirm by %(until)s; then the next in line is asked."),
        until=timezone.localtime(limit).strftime("%m-%d %H:%M"),
    )  # fmt: skip
    record_many("seat.invited", by=by, rows=[(seat, batch.place, {}) for seat in heads])
    return len(heads)


def lapse_seats(*, by: Person) -> int:
    """Let unconfirmed invitations lapse and invite the next; return how many lapsed.

    Once a batch has begun, whoever still waits is told that no place became free. Each batch in
    its own transaction; safe to run twice and at once.
    """
    now = timezone.now()
    late = Q(state=Seat.State.INVITED, confirm_by__lt=now)
    left = Q(state=Seat.State.WAITING, batch__starts_at__lte=now)
    batches = Batch.objects.filter(pk__in=Seat.objects.filter(late | left).values("batch"))
    return sum(_lapse_in(batch, by=by) for batch in batches.order_by("pk"))


@transaction.atomic
def _lapse_in(batch: Batch, *, by: Person) -> int:
    batch = lock_batch(batch)
    by.must("seat.promote", at=batch.place)
    now = timezone.now()
    late = Q(state=Seat.State.INVITED, confirm_by__lt=now)
    if batch.starts_at <= now:
        late |= Q(state=Seat.State.WAITING)
    rows = list(batch.seats.filter(late).select_related("person__home"))
    for seat in rows:
        seat.state, seat.confirm_by = Seat.State.LAPSED, None
    Seat.objects.bulk_update(rows, ["state", "confirm_by"], batch_size=500)
    tell_seats(
        rows, batch, subject=gettext_noop("Your place in %(course)s went to others"),
        body=gettext_noop("Other times stand on the page of the course."),
    )  # fmt: skip
    record_many("seat.lapsed", by=by, rows=[(seat, batch.place, {}) for seat in rows])
    promote(batch, by=by)
    return len(rows)


@transaction.atomic
def remind_seats(*, by: Person) -> int:
    """Remind of batches that begin within a day, once; return how many. Safe to run twice."""
    now = timezone.now()
    due = Seat.objects.filter(
        state=Seat.State.BOOKED, reminded_at=None, batch__state=Batch.State.OPEN,
        batch__starts_at__gt=now, batch__starts_at__lte=now + timedelta(hours=24),
    ).select_for_update(of=("self",), skip_locked=True)  # fmt: skip
    rows = list(
        due.order_by("pk").select_related("person__home", "batch__course", "batch__place")[:2000]
    )
    batches = {seat.batch_id: seat.batch for seat in rows}
    for batch in batches.values():
        by.must("batch.remind", at=batch.place)
    for seat in rows:
        seat.reminded_at = now
    Seat.objects.bulk_update(rows, ["reminded_at"], batch_size=500)
    for key, batch in batches.items():
        tell_seats(
            [seat for seat in rows if seat.batch_id == key], batch,
            subject=gettext_noop("Tomorrow: %(course)s, %(when)s, %(where)s"),
            body=gettext_noop("If you cannot come, give your place back here."),
        )  # fmt: skip
    return len(rows)
