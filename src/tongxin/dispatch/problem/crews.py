"""Teams as blocks: whole teams are chosen first, exactly; individuals are planned around them.

A role that asks for a whole team is one seat, a team one hand: a flow, with a proof of its own. A
team is as many of its people as may stand there and are free, no more than it said it can send and
than there are places; its leader names them. On a day a team is sent nobody of it is asked alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import muster
from tongxin.people.models import Membership, Team
from tongxin.rosters.models import Enrolment

from ..costs import Costs
from .gates import Gates
from .pins import SAID_NO
from .wanted import Block

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
DEAREST = 100_000_000  # metres; what the engine can add up
DAYS = 7


@dataclass(frozen=True)
class Members:
    """Teams with people in the register: rows of all members, team after team."""

    teams: list[Team]
    rows: Ints  # (M,)
    first: Ints  # (T,) where each team begins

    @classmethod
    def of(cls, people: Ints) -> "Members":
        """Read the teams of the city; two queries. `people`: ids of persons, ascending."""
        teams = {team.pk: team for team in Team.objects.filter(retired_at=None).order_by("pk")}
        inside: dict[int, list[int]] = defaultdict(list)
        pairs = Membership.objects.filter(team__in=teams, person__volunteer__state="active")
        for team, person in pairs.order_by("team", "person").values_list("team", "person"):
            row = int(np.searchsorted(people, person))
            if row < len(people) and people[row] == person:
                inside[team].append(row)
        sizes = [len(rows) for rows in inside.values()]
        return cls(
            [teams[key] for key in inside],
            np.array([row for rows in inside.values() for row in rows], np.int64),
            np.cumsum([0, *sizes[:-1]], dtype=np.int64)[: len(sizes)],
        )

    def __len__(self) -> int:
        return len(self.teams)

    def of_team(self, team: int) -> Ints:
        """Return the rows of one team, by its number."""
        until = self.first[team + 1] if team + 1 < len(self) else len(self.rows)
        return self.rows[self.first[team] : until]


@dataclass(frozen=True)
class Sent:
    """A team for a block: how many people of it, and their mean way."""

    team: Team
    block: Block
    heads: int
    metres: int


@dataclass(frozen=True)
class Crews:
    """The choice of teams as a problem of its own, and what its numbers stand for."""

    problem: muster.Problem
    members: Members
    blocks: Sequence[Block]
    day: Ints  # (B,)
    offers: dict[tuple[int, int], Sent]  # by (team, block)
    price: dict[tuple[int, int], int]  # what each costs, in metres

    def cheapest(self, block: int) -> Sent | None:
        """Return the team that costs least at one block, whatever the others; None: none may."""
        found = [(cost, pair) for pair, cost in self.price.items() if pair[1] == block]
        return self.offers[min(found)[1]] if found else None

    def sent(self, plan: muster.Plan) -> list[Sent]:
        """Return whom a plan sends where."""
        pairs = zip(plan.volunteer.tolist(), plan.demand.tolist(), strict=True)
        return [self.offers[pair] for pair in pairs]

    def without(self, problem: muster.Problem, plan: muster.Plan) -> muster.Problem:
        """Return the problem of the individuals once these teams are sent."""
        if not len(plan.volunteer):
            return problem
        away = np.zeros(problem.volunteers, np.int64)  # bits of days
        for team, block in zip(plan.volunteer.tolist(), plan.demand.tolist(), strict=True):
            away[self.members.of_team(team)] |= np.int64(1) << self.day[block]
        away[problem.frozen_volunteer] = 0  # an officer put them somewhere
        allowed = (np.arange(1 << DAYS)[:, None] >> np.arange(DAYS) & 1) == 0
        mask = muster.Mask("with_the_team", away, problem.day, allowed)
        return replace(problem, masks=(*problem.masks, mask))


@dataclass(frozen=True)
class Ways:
    """Where everybody lives and where the blocks are, in metres; who stood how often lately."""

    x: Floats
    y: Floats
    block_x: Floats
    block_y: Floats
    recent: Ints

    def metres(self, rows: Ints, block: int) -> Floats:
        found: Floats = np.hypot(
            self.x[rows] - self.block_x[block], self.y[rows] - self.block_y[block]
        )
        return found


def crews_of(
    blocks: Sequence[Block], gates: Gates, people: Ints, ways: Ways, turns: Ints, costs: Costs,
    *, spent: Ints,
) -> Crews:  # fmt: skip
    """Return the choice of teams for the blocks, the last demands of `gates`.

    people, turns (V,): ids, and how many shifts more each would stand; spent: rows not to be
    counted, since an officer decided about them. Five queries.
    """
    members = Members.of(people)
    before = len(gates.window) - len(blocks)
    window = gates.window[before:]
    day = gates.window_day[window]
    busy, said_no = _busy(members, blocks), _said_no(blocks)
    here = np.ones(len(people), bool)
    here[spent] = False
    offers: dict[tuple[int, int], Sent] = {}
    price: dict[tuple[int, int], int] = {}
    for b, block in enumerate(blocks):
        may = gates.may(members.rows, before + b) & here[members.rows]
        for t in _fitting(members, block, may):
            team = members.teams[t]
            if (team.pk, block.shift) in said_no or (team.pk, block.requirement.first_day) in busy:
                continue
            if sent := _offer(members, t, block, may, ways, b):
                offers[t, b] = sent
                tired = float(ways.recent[members.of_team(t)].mean()) * costs.fairness
                empty = costs.weight(block.urgency, least=False) * (block.most - sent.heads)
                price[t, b] = min(DEAREST, sent.metres + int(tired) + empty)
    problem = _problem(members, blocks, window, gates.window_day, price, turns, costs)
    return Crews(problem, members, blocks, day, offers, price)


def _fitting(members: Members, block: Block, may: Bools) -> Iterator[int]:
    """Yield the teams of which enough people may stand there."""
    counts = np.add.reduceat(may, members.first) if len(members) else np.zeros(0, np.int64)
    for t in np.flatnonzero(counts >= block.least).tolist():
        if block.team in (None, members.teams[t].pk):
            yield t


def _offer(
    members: Members, t: int, block: Block, may: Bools, ways: Ways, b: int
) -> Sent | None:  # fmt: skip
    """Return the nearest people of the team as an offer; None: too few."""
    start = int(members.first[t])
    rows = members.of_team(t)
    rows = rows[may[start : start + len(rows)]]
    team = members.teams[t]
    heads = min(len(rows), block.most, team.capacity or len(rows))
    if heads < block.least:
        return None
    nearest = np.sort(ways.metres(rows, b))[:heads]
    return Sent(team, block, heads, int(nearest.mean()))


def _busy(members: Members, blocks: Sequence[Block]) -> set[tuple[int, object]]:
    """Return (team, day) where a team holds places without names already; one query."""
    days = [one.requirement.first_day for one in blocks]
    if not days:
        return set()
    rows = Enrolment.objects.standing().filter(
        team__in=[team.pk for team in members.teams], person=None, helper_name="",
        shift__starts_at__date__range=(min(days), max(days)),
    )  # fmt: skip
    return set(rows.order_by().values_list("team", "shift__starts_at__date"))


def _said_no(blocks: Sequence[Block]) -> set[tuple[int, int]]:
    """Return (team, shift) of the teams that declined or were silent; one query."""
    rows = Enrolment.objects.filter(
        shift__in={one.shift for one in blocks}, person=None, state__in=SAID_NO
    )
    return set(rows.exclude(team=None).order_by().values_list("team", "shift"))


def _problem(
    members: Members, blocks: Sequence[Block], window: Ints, window_day: Ints,
    price: dict[tuple[int, int], int], turns: Ints, costs: Costs,
) -> muster.Problem:  # fmt: skip
    pairs = sorted(price, key=lambda pair: (pair[1], pair[0]))
    counts = np.bincount([b for _t, b in pairs], minlength=len(blocks)) if pairs else (
        np.zeros(len(blocks), np.int64)
    )  # fmt: skip
    teams, nowhere = np.zeros(len(members), np.int64), np.zeros(len(blocks))
    caps = [int(np.median(turns[members.of_team(t)])) for t in range(len(members))]
    return muster.Problem(
        volunteer_x=teams.astype(float), volunteer_y=teams.astype(float),
        qualifications=teams, availability=teams, preferred=teams, recent=teams,
        weekly_cap=np.array(caps, np.int64), max_distance=teams.astype(float),
        demand_x=nowhere, demand_y=nowhere,
        demand_class=nowhere.astype(np.int64), required=nowhere.astype(np.int64), shift=window,
        seats=np.ones(len(blocks), np.int64),
        weight=np.array([_weight(one, costs) for one in blocks], np.int64),
        shift_day=window_day, load_cost=np.array(costs.of_turns, np.int64),
        preference_cost=0, recent_cost=0,
        arc_ptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        arc_volunteer=np.array([t for t, _b in pairs], np.int64),
        arc_cost=np.array([price[pair] for pair in pairs], np.int64),
    )  # fmt: skip


def _weight(block: Block, costs: Costs) -> int:
    """Return what it costs to send no team: every place of the block stays empty."""
    least = costs.weight(block.urgency, least=True) * block.least
    more = costs.weight(block.urgency, least=False) * (block.most - block.least)
    return min(DEAREST, least + more)
