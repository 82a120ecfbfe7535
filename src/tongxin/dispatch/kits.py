"""What people will wear where they are sent: what is missing, and what is to be reserved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongxin.people.models import Membership, Unit
from tongxin.protection.foreseeing import Shortage, Wanted, shortages
from tongxin.rosters.models import Enrolment, Shift
from tongxin.rosters.occasions import key_of, occasion_at, occasion_of

from .problem import Ground
from .solving import Drawn

SHOWN = 20  # rows of what is missing


def missing_kits(ground: Ground, drawn: Drawn) -> list[dict[str, Any]]:
    """Return what would be missing, were everybody of a draft to be kitted out; ready for JSON."""
    people: dict[int, list[int]] = defaultdict(list)
    pairs = zip(drawn.answer.volunteer.tolist(), drawn.answer.demand.tolist(), strict=True)
    for row, d in pairs:
        people[d].append(int(ground.people[row]))
    wanted = []
    for d, some in people.items():
        one = ground.demands[d]
        asks = one.requirement
        at = occasion_at(ground.posts[one.post], key_of(one.shift), asks.starts_at, asks.ends_at)
        wanted.append(Wanted(at, some))
    return summed(shortages(wanted))


def worn_at(shifts: Iterable[int]) -> list[Wanted]:
    """Return who holds places in these shifts, as protection asks; three queries.

    Of a team that has named nobody yet, so many of its members stand for it.
    """
    rows = Shift.objects.select_related("post__place", "post__request__unit__place")
    loaded = rows.in_bulk(list(shifts))
    held = Enrolment.objects.holding().filter(shift__in=loaded)
    people: dict[int, list[int]] = defaultdict(list)
    unnamed: list[tuple[int, int, int]] = []
    for shift, person, team, heads in held.values_list("shift", "person", "team", "heads"):
        if person:
            people[shift].append(person)
        elif team:
            unnamed.append((shift, team, heads))
    members = _members({team for _shift, team, _heads in unnamed})
    for shift, team, heads in unnamed:
        people[shift] += members.get(team, [])[:heads]
    return [Wanted(occasion_of(shift), people[key]) for key, shift in loaded.items()]


def _members(teams: set[int]) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    pairs = Membership.objects.filter(team__in=teams).order_by("pk").values_list("team", "person")
    for team, person in pairs if teams else ():
        found[team].append(person)
    return found


def summed(short: Iterable[Shortage]) -> list[dict[str, Any]]:
    """Return shortages by stock and item, the most missing first; ready for JSON."""
    sums: dict[tuple[str, int, str], int] = defaultdict(int)
    for one in short:
        kind = "unit" if isinstance(one.owner, Unit) else "place"
        sums[kind, one.owner.pk, one.item] += one.missing
    rows = sorted(sums.items(), key=lambda row: (-row[1], row[0]))
    return [
        {"kind": kind, "owner": owner, "item": item, "missing": missing}
        for (kind, owner, item), missing in rows[:SHOWN]
    ]
