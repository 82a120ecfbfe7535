"""Keep places for many at one stroke: what a plan sends. Gates and locks are those of one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tongxin.clearance.crowd import crowd
from tongxin.clearance.gates import mask
from tongxin.people.models import Membership, Person
from tongxin.places.models import Place

from ..gates import busy_of, requirement_of
from ..models import Enrolment, Part, Post, Shift
from .enrolling import must_enrol_others
from .seats import invite_rows, lock_shifts, lock_volunteers


@dataclass(frozen=True)
class Wanted:
    """A person to be asked for a part of a shift; all three by key."""

    shift: int
    part: int
    person: int


@transaction.atomic
def invite_many(wanted: Sequence[Wanted], *, by: Person) -> list[Enrolment]:
    """Keep a place for each pair and ask them; return those asked, in the order given.

    Left out: places taken meanwhile, or kept for a team one is not in, shifts begun or called off,
    people in the shift already, who a gate keeps out now, and the second of two shifts of one
    person that clash. Some hundred pairs at once: every row touched is locked until the end.
    Raises `NotAllowed`.
    """
    lock_volunteers({one.person for one in wanted})
    shifts = {one.pk: one for one in lock_shifts(Shift(pk=one.shift) for one in wanted)}
    for place in {shift.post.place for shift in shifts.values()}:
        must_enrol_others(next(s for s in shifts.values() if s.post.place == place), by)
    parts = Part.objects.in_bulk({one.part for one in wanted})
    pairs = [one for one in wanted if _is_open(shifts.get(one.shift), parts.get(one.part))]
    pairs = _not_kept_for_others(pairs, parts)
    cleared = _cleared(pairs, shifts, parts)
    rows = _rows_of(cleared, shifts, parts, by)
    Enrolment.objects.bulk_create(rows, batch_size=200)
    by_shift: dict[int, list[Enrolment]] = defaultdict(list)
    for row in rows:
        by_shift[row.shift_id].append(row)
    for key, some in by_shift.items():
        invite_rows(some, shifts[key], by=by)
    return rows


def _is_open(shift: Shift | None, part: Part | None) -> bool:
    if shift is None or part is None or part.post_id != shift.post_id:
        return False
    return (
        shift.state == Shift.State.OPEN
        and not shift.has_begun
        and shift.post.state == Post.State.OPEN
    )


def _not_kept_for_others(pairs: Sequence[Wanted], parts: dict[int, Part]) -> list[Wanted]:
    """Return the pairs whose part is for everybody, or for a team the person is in."""
    teams = {part.team_id for part in parts.values()} - {None}
    inside = set(Membership.objects.filter(team__in=teams).values_list("team", "person"))
    return [
        one for one in pairs
        if not parts[one.part].whole_team
        and (parts[one.part].team_id is None or (parts[one.part].team_id, one.person) in inside)
    ]  # fmt: skip


def _cleared(
    pairs: Sequence[Wanted], shifts: dict[int, Shift], parts: dict[int, Part]
) -> list[Wanted]:
    """Return the pairs no gate forbids now; of one person's, those that do not clash."""
    if not pairs:
        return []
    asked = [requirement_of(shifts[one.shift], parts[one.part]) for one in pairs]
    people = sorted({one.person for one in pairs})
    since, until = min(one.starts_at for one in asked), max(one.ends_at for one in asked)
    held = busy_of(people, since, until)
    city = Place.objects.get(parent=None)
    here = crowd(city, asked, people=people, busy={key: held.get(key, []) for key in people})
    clear, rows = mask(here, asked), here.register.rows_of(one.person for one in pairs)
    given: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    good = []
    for n, (one, row) in enumerate(zip(pairs, rows.tolist(), strict=True)):
        span = shifts[one.shift].starts_at, shifts[one.shift].ends_at
        clash = any(span[0] < end and start < span[1] for start, end in given[one.person])
        if row >= 0 and clear[row, n] and not clash:
            given[one.person].append(span)
            good.append(one)
    return good


def _rows_of(
    pairs: Sequence[Wanted], shifts: dict[int, Shift], parts: dict[int, Part], by: Person
) -> list[Enrolment]:
    """Return new enrolments while there are places nobody holds or waits for."""
    there = Enrolment.objects.standing().filter(shift__in=list(shifts))
    inside: set[tuple[int, int | None]] = set()
    taken: Counter[tuple[int, int]] = Counter()
    for shift, part, person, heads in there.values_list("shift", "part", "person", "heads"):
        inside.add((shift, person))
        taken[shift, part] += heads
    people = Person.objects.select_related("home").in_bulk({one.person for one in pairs})
    now, rows = timezone.now(), []
    for one in pairs:
        spot = one.shift, one.part
        if (one.shift, one.person) in inside or taken[spot] >= parts[one.part].maximum:
            continue
        inside.add((one.shift, one.person))
        taken[spot] += 1
        shift = shifts[one.shift]
        rows.append(
            Enrolment(shift=shift, part=parts[one.part], person=people[one.person], recorder=by,
                      state=Enrolment.State.INVITED, confirm_by=shift.starts_at, asked_at=now)
        )  # fmt: skip
    return rows
