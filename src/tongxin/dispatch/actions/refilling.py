"""Repair: a place became free; ask the next, everybody else left where they are."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tongxin.clock.actions import send
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.protection.actions import reserve
from tongxin.rosters.actions import ask_team, invite
from tongxin.rosters.models import Enrolment, Part, Shift

from ..costs import Costs
from ..kits import worn_at
from ..models import Offer, Plan
from ..nearest import Fit, fits, fits_among
from ..team_near import next_team

TASK = "tongxin.dispatch.tasks.refill"


def seat_freed(shift: Shift, *, cause: str, by: Person) -> None:
    """Have a replacement looked for, if people were sent to this shift; called as it happens."""
    if Offer.objects.filter(enrolment__shift=shift).exists():
        send(TASK, key=f"refill:{shift.pk}", shift=shift.pk, cause=cause)


@transaction.atomic
def refill(shift: Shift, *, part: Part | None = None, reason: str, by: Person) -> int:
    """Offer the free places of a shift to the next who fit; return how many offers went out.

    One offer for each free place, to the nearest, and of those to whom was asked least recently;
    where a whole team is wanted, to the next team. Whoever declines or is silent is not asked again
    for this shift, and the next wave begins. What they will wear is reserved anew. Raises
    `NotAllowed`.
    """
    by.must("offer.send", at=shift.post.place)
    shift = _loaded(shift)
    if _is_over(shift):
        return 0
    parts = [part] if part else list(shift.post.parts.all())
    sent = sum(_fill(shift, one, reason, by) for one in parts)
    reserve(worn_at([shift.pk]), by=by)
    record("shift.refilled", by=by, on=shift, at=shift.post.place, cause=reason, offers=sent)
    return sent


@transaction.atomic
def ask_chosen(shift: Shift, *, part: Part, people: Iterable[int], by: Person) -> int:
    """Offer free places of a part to those of `people` who fit it; return how many offers went out.

    The gates are asked as for anybody; whoever was asked for this shift already is left out, and so
    are those for whom no place is left, the farthest first. Raises `NotAllowed`.
    """
    by.must("offer.send", at=shift.post.place)
    shift = _loaded(shift)
    if _is_over(shift) or part.whole_team:
        return 0
    chosen = set(people) - set(asked_for(shift))
    found = fits_among(chosen, shift, part, costs=costs_of(shift))
    sent = len(offer(shift, part, found, cause="chosen", by=by))
    reserve(worn_at([shift.pk]), by=by)
    record("shift.chosen", by=by, on=shift, at=shift.post.place, offers=sent)
    return sent


def _loaded(shift: Shift) -> Shift:
    rows = Shift.objects.select_related("post__place", "post__site", "post__team")
    found: Shift = rows.get(pk=shift.pk)
    return found


def _is_over(shift: Shift) -> bool:
    return shift.state != Shift.State.OPEN or shift.ends_at <= timezone.now()


def asked_for(shift: Shift) -> list[int]:
    """Return the persons who stand in a shift, or were asked for it before."""
    return list(shift.enrolments.exclude(person=None).values_list("person", flat=True))


def _fill(shift: Shift, part: Part, cause: str, by: Person) -> int:
    held = Enrolment.objects.holding().filter(shift=shift, part=part)
    taken = sum(held.values_list("heads", flat=True))
    if part.whole_team:
        return 0 if taken or shift.has_begun else _ask_next_team(shift, part, cause, by)
    free = part.maximum - taken
    if free <= 0:
        return 0
    found = fits(shift, part, most=free, without=asked_for(shift), costs=costs_of(shift))
    return len(offer(shift, part, found, cause=cause, by=by))


def _ask_next_team(shift: Shift, part: Part, cause: str, by: Person) -> int:
    """Ask the next team that has enough people; return how many were asked, one or none."""
    found = next_team(shift, part, costs_of(shift))
    row = found and ask_team(shift, part=part, team=found.team, heads=found.heads, by=by)
    if not found or not row:
        return 0
    Offer.objects.create(
        enrolment=row, wave=_last_wave(shift) + 1, cause=cause, sent_by=by, metres=found.metres
    )
    return 1


def offer(
    shift: Shift, part: Part, found: list[Fit], *, cause: str = "", plan: Plan | None = None,
    by: Person,
) -> list[Offer]:  # fmt: skip
    """Keep a place for each of `found` and ask them; gates and locks are those of sign-up."""
    people = Person.objects.in_bulk([fit.person for fit in found])
    metres = {fit.person: fit.metres for fit in found}
    rows, _refused = invite(shift, people=[people[fit.person] for fit in found], part=part, by=by)
    last = _last_wave(shift)
    return Offer.objects.bulk_create(
        Offer(
            enrolment=row, plan=plan, wave=last + 1, cause=cause, sent_by=by,
            metres=metres[row.person_id or 0],
        )
        for row in rows
    )  # fmt: skip


def _last_wave(shift: Shift) -> int:
    return Offer.objects.filter(enrolment__shift=shift).aggregate(n=Max("wave"))["n"] or 0


def costs_of(shift: Shift) -> Costs:
    """Return what counts how much where the shift was planned, or as usual."""
    plan = Plan.objects.filter(offers__enrolment__shift=shift).order_by("-pk").first()
    return Costs.read(plan.settings) if plan else Costs()


def refill_due(*, by: Person) -> int:
    """Look for replacements wherever people were sent, a place is empty and nobody is asked.

    For what a lost errand left behind; safe to run twice and at once. Return how many offers.
    """
    now = timezone.now()
    shifts = Shift.objects.filter(
        enrolments__offer__isnull=False, state=Shift.State.OPEN, ends_at__gt=now,
        enrolments__state__in=[Enrolment.State.DECLINED, Enrolment.State.LAPSED],
    ).exclude(enrolments__state=Enrolment.State.INVITED)  # fmt: skip
    return sum(
        refill(shift, reason="swept", by=by)
        for shift in shifts.select_related("post__place").distinct()
    )
