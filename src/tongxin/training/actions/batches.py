"""Plan a batch, change it, call it off, call its roll."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record, record_many
from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import Batch, Course, Pass, Seat
from .passing import award, standing_pass
from .quizzes import quiz_passed
from .refusals import BatchOver, CourseNotOpen, OwnPass, PlacesTaken, TooEarly, WrongCode
from .seats import lock_batch, places_taken, promote
from .telling import tell_seats

CHANGEABLE = {"starts_at", "ends_at", "venue", "link", "capacity", "confirm_minutes", "trainer"}
CODE_SECONDS = 300  # the code of an online batch changes so often; the one before still counts
LATE = timedelta(hours=1)  # after the end, for those who type the code slowly


@transaction.atomic
def plan_batch(
    course: Course, *, at: Place, starts_at: datetime, ends_at: datetime, capacity: int,
    trainer: Person, by: Person, venue: str = "", link: str = "",
) -> Batch:  # fmt: skip
    """Give a course at a time and a place. Raises `CourseNotOpen`, `NotAllowed`."""
    by.must("batch.manage", at=at)
    if not course.is_open:
        raise CourseNotOpen(_("This course is not given now."))
    batch = Batch(
        course=course, place=at, starts_at=starts_at, ends_at=ends_at, capacity=capacity,
        trainer=trainer, venue=venue, link=link,
    )  # fmt: skip
    batch.full_clean()
    batch.save()
    record("batch.planned", by=by, on=batch, at=at, course=course.code)
    return batch


@transaction.atomic
def change_batch(batch: Batch, *, by: Person, **parts: Any) -> Batch:
    """Change time, room, places or trainer; everybody with a place or waiting is told."""
    batch = _coming(batch, by)
    for name in CHANGEABLE & parts.keys():
        setattr(batch, name, parts[name])
    if batch.capacity < (taken := places_taken(batch)):
        raise PlacesTaken(_("%(n)s places are taken already.") % {"n": taken})
    batch.full_clean()
    batch.save()
    if {"starts_at", "ends_at", "venue", "link"} & parts.keys():
        batch.seats.filter(state__in=Seat.STANDING).update(reminded_at=None)
        invited = batch.seats.filter(state=Seat.State.INVITED, confirm_by__gt=batch.starts_at)
        invited.update(confirm_by=batch.starts_at)
        tell_seats(
            _concerned(batch), batch, subject=gettext_noop("“%(course)s” has changed"),
            body=gettext_noop("Now: %(when)s, %(where)s. If it no longer suits, cancel here."),
        )  # fmt: skip
    promote(batch, by=by)
    record("batch.changed", by=by, on=batch, at=batch.place, parts=sorted(parts))
    return batch


@transaction.atomic
def cancel_batch(batch: Batch, *, reason: str, by: Person) -> Batch:
    """Call a batch off; everybody is told why."""
    batch = _coming(batch, by)
    concerned = list(_concerned(batch))
    batch.state, batch.reason = Batch.State.CANCELLED, reason[:200]
    batch.save(update_fields=["state", "reason"])
    Seat.objects.filter(pk__in=[seat.pk for seat in concerned]).update(
        state=Seat.State.CANCELLED, confirm_by=None
    )
    tell_seats(
        concerned, batch, subject=gettext_noop("“%(course)s” is called off"), body="%(reason)s",
        reason=reason,
    )  # fmt: skip
    record_many("seat.called_off", by=by, rows=[(seat, batch.place, {}) for seat in concerned])
    record("batch.cancelled", by=by, on=batch, at=batch.place, reason=reason)
    return batch


def _concerned(batch: Batch) -> Any:
    return batch.seats.filter(state__in=Seat.STANDING).select_related("person__home")


def _coming(batch: Batch, by: Person) -> Batch:
    batch = lock_batch(batch)
    by.must("batch.manage", at=batch.place)
    if batch.state != Batch.State.OPEN or batch.has_begun:
        raise BatchOver(_("This batch has begun, or was called off."))
    return batch


@transaction.atomic
def call_roll(
    batch: Batch, present: Iterable[Person], *, by: Person, among: Collection[int] | None = None
) -> list[Seat]:
    """Mark who came, at one stroke; everybody else who had a place did not.

    `among` are the ids of the persons on the page of the roll that was called: of the others
    nothing is said. None: the whole roll.

    Who came without a place is written in; who typed the code of an online batch was there.
    Calling it again corrects it; a pass that followed stays until it is revoked. By the trainer,
    or who manages batches there; never for oneself.
    Raises `TooEarly`, `BatchOver`, `OwnPass`, `NotAllowed`.
    """
    batch = lock_batch(batch)
    if batch.trainer_id != by.pk:
        by.must("batch.manage", at=batch.place)
    if batch.state != Batch.State.OPEN:
        raise BatchOver(_("This batch was called off."))
    now = timezone.now()
    if not batch.has_begun:
        raise TooEarly(_("The roll is called once the batch has begun."))
    came = {person.pk: person for person in present}
    if by.pk in came:
        raise OwnPass(_("Nobody marks their own attendance. Ask a colleague."))
    rows = {
        seat.person_id: seat
        for seat in batch.seats.exclude(state__in=["cancelled", "lapsed"]).order_by("pk")
    }
    fresh = [_seat_of(batch, person, by, now) for key, person in came.items() if key not in rows]
    examiner = robot("examiner").pk
    called = rows.keys() if among is None else {*among, *came}
    open_rows = [
        seat for key, seat in rows.items() if key in called and seat.marked_by_id != examiner
    ]
    marked = [seat for seat in open_rows if _marks(seat, seat.person_id in came, by, now)]
    Seat.objects.bulk_create(fresh, batch_size=500)
    Seat.objects.bulk_update(
        marked, ["state", "confirm_by", "marked_by", "marked_at"], batch_size=500
    )
    record("batch.roll_called", by=by, on=batch, at=batch.place, came=len(came))
    attended = fresh + [seat for seat in marked if seat.state == Seat.State.ATTENDED]
    for seat in attended:
        _award_if_complete(batch.course, came[seat.person_id], now)
    return attended


def _seat_of(batch: Batch, person: Person, by: Person, now: datetime) -> Seat:
    state = Seat.State.ATTENDED
    return Seat(batch=batch, person=person, state=state, marked_by=by, marked_at=now)


def _marks(seat: Seat, came: bool, by: Person, now: datetime) -> bool:
    """Whether the roll changes a seat; if so, mark it."""
    state = Seat.State.ATTENDED if came else Seat.State.MISSED
    if seat.state == state or seat.person_id == by.pk:
        return False
    seat.state, seat.confirm_by, seat.marked_by, seat.marked_at = state, None, by, now
    return True


def _award_if_complete(course: Course, person: Person, now: datetime) -> None:
    held = standing_pass(person, course.module, now)
    if held and not held.may_renew(now):
        return
    if course.proof == Course.Proof.CLASS:
        award(person, course, how=Pass.How.CLASS, now=now)
    elif course.proof == Course.Proof.BOTH and quiz_passed(course, person, now):
        award(person, course, how=Pass.How.BOTH, now=now)


def code_of(batch: Batch, at: datetime) -> str:
    """Return the six digits the trainer shows at `at`; they change every five minutes."""
    turn = int(at.timestamp()) // CODE_SECONDS
    secret = settings.SECRET_KEY.encode()
    digest = hmac.new(secret, f"training.batch:{batch.uid}:{turn}".encode(), hashlib.sha256)
    return f"{int.from_bytes(digest.digest()[:8]) % 1_000_000:06d}"


@transaction.atomic
def check_in_online(batch: Batch, code: str, *, by: Person) -> Seat:
    """Mark oneself present in an online batch by the code its trainer shows just now.

    The examiner marks, not the person. Only who has a place. Raises `WrongCode`, `TooEarly`,
    `BatchOver`, `OwnPass`.
    """
    batch = lock_batch(batch)
    now = timezone.now()
    if by.pk == batch.trainer_id:
        raise OwnPass(_("Nobody marks their own attendance. Ask a colleague."))
    if not batch.has_begun:
        raise TooEarly(_("The code counts once the batch has begun."))
    if batch.state != Batch.State.OPEN or not batch.is_online or now > batch.ends_at + LATE:
        raise BatchOver(_("This batch is over, was called off, or is not held online."))
    known = {code_of(batch, now), code_of(batch, now - timedelta(seconds=CODE_SECONDS))}
    seat: Seat | None = batch.seats.filter(
        person=by, state__in=["booked", "invited", "attended", "missed"]
    ).first()
    if seat is None or not any(hmac.compare_digest(code.strip(), one) for one in known):
        raise WrongCode(_("That is not the code shown just now, or you have no place here."))
    if seat.state == Seat.State.ATTENDED:
        return seat
    seat.state, seat.confirm_by = Seat.State.ATTENDED, None
    seat.marked_by, seat.marked_at = robot("examiner"), now
    seat.save(update_fields=["state", "confirm_by", "marked_by", "marked_at"])
    record("seat.checked_in", by=by, on=seat, at=batch.place)
    _award_if_complete(batch.course, by, now)
    return seat
