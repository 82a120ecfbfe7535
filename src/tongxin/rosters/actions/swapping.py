"""Offer a place to others, for nothing or for one of theirs: the same gates on both sides."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person

from ..models import Enrolment, Post, Shift, Swap
from .enrolling import AlreadyIn, NotAVolunteer, choose_part, must_enrol_others
from .seats import lock_shifts, lock_volunteers
from .telling import facts_of, tell_enrolled, write_to_keepers


class SwapOver(DomainError):
    """The offer was taken, withdrawn, or its shift has begun."""


class NotYours(DomainError):
    """Only a place one holds oneself can be offered, and only for one the other holds."""


@transaction.atomic
def offer_place(
    enrolment: Enrolment,
    *,
    by: Person,
    to: Person | None = None,
    wanted: Enrolment | None = None,
    words: str = "",
) -> Swap:
    """Offer one's place: to anybody who may, to somebody, or for a place of theirs (`wanted`).

    One keeps it until somebody takes it. Raises `NotYours`, `SwapOver`.
    """
    lock_shifts([enrolment.shift])
    given = Enrolment.objects.select_related("shift__post__place", "person").get(pk=enrolment.pk)
    if given.person_id != by.pk or given.state != Enrolment.State.JOINED:
        raise NotYours(_("Only a place you hold yourself can be offered."))
    if given.shift.has_begun:
        raise SwapOver(_("This shift has begun."))
    if wanted is not None:
        to = wanted.person
        if to is None or to.pk == by.pk or wanted.state != Enrolment.State.JOINED:
            raise NotYours(_("Ask for a place that somebody else holds."))
    if given.swaps.filter(state__in=["open", "taken"]).exists():
        raise SwapOver(_("This place is offered already."))
    swap = Swap(given=given, to=to, wanted=wanted, words=words.strip())
    swap.full_clean(validate_constraints=False)
    swap.save()
    if to is not None:
        tell(
            to, subject=gettext_noop("A shift is offered to you: %(post)s, %(when)s"),
            body="%(words)s", values=facts_of(given.shift) | {"words": swap.words}, about=swap,
            url=reverse("rosters:swap", args=[swap.pk]),
        )  # fmt: skip
    record("swap.offered", by=by, on=swap, at=given.shift.post.place)
    return swap


@transaction.atomic
def take_place(swap: Swap, *, by: Person) -> Swap:
    """Take an offered place; both pass the gates of where they go.

    Where people are chosen (not at once), the desk has the last word: see `settle_swap`. Raises
    `NotCleared`, `SwapOver`, `AlreadyIn`, `NotAllowed`.
    """
    if swap.to_id not in {None, by.pk} or swap.given.person_id == by.pk:
        raise NotAllowed(_("This place is offered to somebody else."))
    swap = _locked(swap, by)
    _must_be(swap, Swap.State.OPEN)
    _must_both_be_clear(swap, by)
    if _is_chosen(swap):
        swap.state, swap.taken_by = Swap.State.TAKEN, by
        swap.save(update_fields=["state", "taken_by"])
        write_to_keepers(
            swap.given,
            subject=gettext_noop("A swap to approve: %(post)s"),
            body=gettext_noop("%(who)s found somebody for the place. %(when)s, %(where)s."),
        )
        record("swap.taken", by=by, on=swap, at=swap.given.shift.post.place)
        return swap
    return _exchange(swap, taker=by, by=by)


@transaction.atomic
def settle_swap(swap: Swap, *, by: Person) -> Swap:
    """Approve a swap where people are chosen. Raises `SwapOver`, `NotCleared`, `NotAllowed`."""
    must_enrol_others(swap.given.shift, by)
    if swap.wanted:
        must_enrol_others(swap.wanted.shift, by)
    if swap.taken_by is None:
        raise SwapOver(_("Nobody has taken this place yet."))
    swap = _locked(swap, swap.taken_by)
    _must_be(swap, Swap.State.TAKEN)
    assert swap.taken_by is not None
    _must_both_be_clear(swap, swap.taken_by)
    return _exchange(swap, taker=swap.taken_by, by=by)


@transaction.atomic
def withdraw_swap(swap: Swap, *, by: Person) -> Swap:
    """Keep one's place after all; or say no to an offer made to oneself; or the desk refuses."""
    if by.pk not in {swap.given.person_id, swap.to_id}:
        must_enrol_others(swap.given.shift, by)
    swap = Swap.objects.select_for_update(of=("self",)).get(pk=swap.pk)
    if swap.state not in {Swap.State.OPEN, Swap.State.TAKEN}:
        raise SwapOver(_("This offer is over."))
    swap.state, swap.ended_at = Swap.State.WITHDRAWN, timezone.now()
    swap.save(update_fields=["state", "ended_at"])
    record("swap.withdrawn", by=by, on=swap, at=swap.given.shift.post.place)
    return swap


def lapse_swaps(*, by: Person) -> int:
    """End the offers whose shift has begun or whose place is gone. Safe to run twice."""
    over = Q(given__shift__starts_at__lte=timezone.now()) | ~Q(given__state="joined")
    rows = Swap.objects.filter(over, state__in=["open", "taken"]).order_by("pk")
    return sum(_lapse(swap, by=by) for swap in rows.select_related("given__shift__post__place"))


@transaction.atomic
def _lapse(swap: Swap, *, by: Person) -> int:
    by.must("enrolment.promote", at=swap.given.shift.post.place)
    rows = Swap.objects.filter(pk=swap.pk, state__in=["open", "taken"])
    return rows.update(state=Swap.State.LAPSED, ended_at=timezone.now())


def _locked(swap: Swap, taker: Person) -> Swap:
    """Lock both volunteers, then both shifts, then the offer; return it fresh."""
    givers = [swap.given.person_id or 0, taker.pk]
    found = lock_volunteers(givers)
    if taker.pk not in found:
        raise NotAVolunteer(_("Register as a volunteer first: it takes a minute."))
    rows = [swap.given.shift] + ([swap.wanted.shift] if swap.wanted else [])
    shifts = {shift.pk: shift for shift in lock_shifts(rows)}
    fresh: Swap = Swap.objects.select_for_update(of=("self",)).get(pk=swap.pk)
    for enrolment in filter(None, [fresh.given, fresh.wanted]):
        enrolment.shift = shifts[enrolment.shift_id]
    return fresh


def _must_be(swap: Swap, state: str) -> None:
    sides = [side for side in (swap.given, swap.wanted) if side]
    gone = any(side.state != Enrolment.State.JOINED or side.shift.has_begun for side in sides)
    off = any(side.shift.state != Shift.State.OPEN for side in sides)
    if swap.state != state or gone or off:
        raise SwapOver(_("This offer is over."))


def _must_both_be_clear(swap: Swap, taker: Person) -> None:
    given, wanted = swap.given, swap.wanted
    found = lock_volunteers([given.person_id or 0, taker.pk])
    leaving = [wanted.pk] if wanted else []
    choose_part(found[taker.pk], given.shift, given.part, without=leaving)
    if wanted:
        choose_part(found[given.person_id or 0], wanted.shift, wanted.part, without=[given.pk])
    inside = given.shift.enrolments.holding().filter(person=taker)
    if inside.exclude(pk__in=leaving).exists():
        raise AlreadyIn(_("This person stands in the shift already."))


def _is_chosen(swap: Swap) -> bool:
    sides = [side for side in (swap.given, swap.wanted) if side]
    return any(side.shift.post.flow != Post.Flow.INSTANT for side in sides)


def _exchange(swap: Swap, *, taker: Person, by: Person) -> Swap:
    sides = [(swap.given, taker)]
    if swap.wanted and swap.given.person:
        sides.append((swap.wanted, swap.given.person))
    fresh = []
    for side, _newcomer in sides:
        side.state = Enrolment.State.CANCELLED
        side.save(update_fields=["state"])
    for side, newcomer in sides:
        queued = side.shift.enrolments.standing().filter(person=newcomer)
        queued.update(state=Enrolment.State.CANCELLED, confirm_by=None)
        row = Enrolment(
            shift=side.shift, part=side.part, team=side.team, person=newcomer, recorder=by,
            state=Enrolment.State.JOINED, asked_at=timezone.now(),
        )  # fmt: skip
        row.save(force_insert=True)
        fresh.append(row)
    swap.state, swap.taken_by, swap.ended_at = Swap.State.DONE, taker, timezone.now()
    swap.save(update_fields=["state", "taken_by", "ended_at"])
    tell_enrolled(
        fresh,
        subject=gettext_noop("You are in: %(post)s"),
        body=gettext_noop("%(when)s, %(where)s."),
    )
    if not swap.wanted:
        tell_enrolled([swap.given], subject=gettext_noop("Your place was taken over: %(post)s"))
    record("swap.done", by=by, on=swap, at=swap.given.shift.post.place, taker=taker.pk)
    return swap
