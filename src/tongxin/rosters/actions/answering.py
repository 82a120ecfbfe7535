"""Invite, confirm, decline, leave; take in or refuse who asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.clearance.requirement import Refusal
from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..gates import refusals_of
from ..models import Enrolment, Part, Shift
from ..vacancies import freed
from .enrolling import (
    NotCleared,
    NotJoinable,
    must_be_joinable,
    must_enrol_others,
    say_where_it_stands,
)
from .seats import (
    has_room,
    invite_rows,
    lock_shift,
    lock_volunteers,
    name_by,
    promote,
    seats_taken,
)
from .telling import tell_enrolled, tell_keepers

LAST_MINUTE = timedelta(hours=24)  # before the start, a free place is news for who leads the post


class TooLateToLeave(DomainError):
    """The time to confirm, or to give the place back, has passed."""


@transaction.atomic
def invite(
    shift: Shift, *, people: Sequence[Person], part: Part, by: Person
) -> tuple[list[Enrolment], list[tuple[Person, Sequence[Refusal]]]]:
    """Keep a place for each of `people` until they confirm, while there are places.

    Declining costs nothing (rule 28). Return (invited, [(person, why not)]); nobody is invited
    against a gate. A shift that has begun may still be filled. Raises `NotJoinable`, `NotAllowed`.
    """
    must_enrol_others(shift, by)
    found = lock_volunteers([person.pk for person in people])
    shift = lock_shift(shift)
    must_be_joinable(shift, part, by, late=True)
    there = set(shift.enrolments.standing().values_list("person", flat=True))
    rows: list[Enrolment] = []
    refused: list[tuple[Person, Sequence[Refusal]]] = []
    for person in people:
        volunteer = found.get(person.pk)
        why = refusals_of(volunteer, shift, part) if volunteer else []
        if volunteer is None or why or person.pk in there:
            refused.append((person, why))
        else:
            rows.append(Enrolment(shift=shift, part=part, person=person, recorder=by))
    rows = rows[: max(0, _room(shift, part))]
    now = timezone.now()
    for row in rows:
        row.state, row.confirm_by, row.asked_at = Enrolment.State.INVITED, shift.ends_at, now
    Enrolment.objects.bulk_create(rows)
    invite_rows(rows, shift, by=by)
    return rows, refused


def _room(shift: Shift, part: Part) -> int:
    return part.maximum - seats_taken(shift, part)


@transaction.atomic
def confirm(enrolment: Enrolment, *, by: Person) -> Enrolment:
    """Take the place one was asked for; the gates are asked again. Raises `TooLateToLeave`."""
    row = own(enrolment, by)
    if row.state == Enrolment.State.JOINED:
        return row
    late = row.confirm_by is not None and row.confirm_by < timezone.now()
    if row.state != Enrolment.State.INVITED or late:
        raise TooLateToLeave(_("The place has gone to the next in line."))
    if row.person:
        _must_be_clear(row)
    until = None if row.person else name_by(row.shift)
    return _set(row, Enrolment.State.JOINED, "enrolment.confirmed", by, until=until)


@transaction.atomic
def decline(enrolment: Enrolment, *, by: Person) -> Enrolment:
    """Say no to an invitation: it costs nothing, the next is asked. Twice is once."""
    row = own(enrolment, by)
    if row.state == Enrolment.State.DECLINED:
        return row
    if row.state != Enrolment.State.INVITED:
        raise TooLateToLeave(_("There is no invitation to decline any more."))
    row = _set(row, Enrolment.State.DECLINED, "enrolment.declined", by)
    promote(row.shift, by=by)
    freed(row.shift, cause="declined", by=by)
    return row


@transaction.atomic
def leave(enrolment: Enrolment, *, by: Person) -> Enrolment:
    """Give the place back; the waiting list moves up. Twice is once.

    Who joined may leave until the post's deadline; after it only the desk lets them go, or they
    offer the place to somebody. On the last day whoever leads the post is told, when nobody waits.
    Raises `TooLateToLeave`, `NotAllowed`.
    """
    row = own(enrolment, by)
    if row.state == Enrolment.State.CANCELLED:
        return row
    if not row.is_standing or row.shift.has_begun:
        raise TooLateToLeave(_("This shift has begun or is over."))
    late = row.state == Enrolment.State.JOINED and row.shift.leave_by <= timezone.now()
    if late and not keeps_roster(row.shift, by):
        raise TooLateToLeave(
            _("It starts soon. Offer your place to somebody, or call whoever leads the post.")
        )
    held = row.state == Enrolment.State.JOINED
    row = _set(row, Enrolment.State.CANCELLED, "enrolment.cancelled", by)
    asked = promote(row.shift, by=by)
    if held:
        freed(row.shift, cause="cancelled", by=by)
    if held and not asked and row.shift.starts_at - timezone.now() < LAST_MINUTE:
        tell_keepers(row)
    return row


@transaction.atomic
def approve(enrolment: Enrolment, *, by: Person) -> Enrolment:
    """Take somebody in who asked; with no place free they wait. Raises `NotJoinable`."""
    row = _asked(enrolment, by)
    if row.person:
        _must_be_clear(row)
    free = has_room(row.shift, row.part, row.heads)
    state = Enrolment.State.JOINED if free else Enrolment.State.WAITING
    row = _set(row, state, "enrolment.approved", by)
    say_where_it_stands(row)
    return row


@transaction.atomic
def refuse(enrolment: Enrolment, *, reason: str, by: Person) -> Enrolment:
    """Do not take somebody in who asked, saying why, kindly. Raises `NotJoinable`."""
    row = _asked(enrolment, by)
    row.reason = reason[:200]
    row = _set(row, Enrolment.State.REFUSED, "enrolment.refused", by)
    tell_enrolled(
        [row], subject=gettext_noop("Not this time: %(post)s"), body="%(reason)s", reason=reason
    )
    return row


def _asked(enrolment: Enrolment, by: Person) -> Enrolment:
    must_enrol_others(enrolment.shift, by)
    row = _fresh(enrolment)
    if row.state != Enrolment.State.ASKED or row.shift.has_begun:
        raise NotJoinable(_("This was decided already."))
    return row


def own(enrolment: Enrolment, by: Person) -> Enrolment:
    """Return the enrolment fresh, its volunteer and shift locked, if `by` may act for it."""
    row = _fresh(enrolment)
    mine = by.pk in {row.person_id} or (row.person_id is None and row.recorder_id == by.pk)
    leads = row.team is not None and by.may_for("enrolment.bring", team=row.team)
    if not mine and not leads:
        must_enrol_others(row.shift, by)
    return row


def _fresh(enrolment: Enrolment) -> Enrolment:
    if enrolment.person_id:
        lock_volunteers([enrolment.person_id])
    shift = lock_shift(enrolment.shift)
    rows = Enrolment.objects.select_related("person__home", "part", "team__place")
    row: Enrolment = rows.get(pk=enrolment.pk)
    row.shift = shift
    return row


def keeps_roster(shift: Shift, by: Person) -> bool:
    """Whether `by` may let people go at the last moment."""
    team = shift.post.team
    leads = team is not None and by.may_for("enrolment.manage", team=team)
    return leads or by.may("enrolment.manage", at=shift.post.place)


def _must_be_clear(row: Enrolment) -> None:
    volunteer = lock_volunteers([row.person_id or 0])[row.person_id or 0]
    if found := refusals_of(volunteer, row.shift, row.part, without=[row.pk]):
        raise NotCleared(found)


def _set(
    row: Enrolment, state: str, verb: str, by: Person, *, until: datetime | None = None
) -> Enrolment:
    row.state, row.confirm_by = state, until
    row.save(update_fields=["state", "confirm_by", "reason"])
    record(verb, by=by, on=row, at=row.shift.post.place, state=state)
    return row
