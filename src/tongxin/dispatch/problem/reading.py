"""Read a territory and its days: demands from shifts, hands from the register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

import muster
from tongxin.clearance.crowd import Crowd, crowd
from tongxin.clearance.requirement import Requirement
from tongxin.clearance.rules.hours import turns_left
from tongxin.clearance.teaching import Teaching
from tongxin.errors import DomainError
from tongxin.people.models import Membership
from tongxin.places.models import Place
from tongxin.rosters.gates import busy_between
from tongxin.rosters.models import Post

from ..costs import Costs
from ..lately import stood_lately
from ..models import Pin
from .crews import Crews, Ways, crews_of
from .gates import Gates, gates_of
from .pins import pinned
from .spots import Flat
from .wanted import Demand, Wanted, dawn_of, read_wanted

Ints = NDArray[np.int64]


class NothingToPlan(DomainError):
    """There is no free place, or nobody to send."""


@dataclass(frozen=True)
class Ground:
    """The problem, and which rows its numbers stand for: `demands[d]`, `people[v]`."""

    problem: muster.Problem
    people: Ints
    demands: list[Demand]
    posts: dict[int, Post]
    gates: Gates
    crews: Crews
    teaching: Teaching

    @property
    def places(self) -> int:
        """Places for individuals that are free."""
        return int(self.problem.seats.sum())


def read_ground(
    place: Place, first: date, last: date, *, costs: Costs, pins: Iterable[Pin] = ()
) -> Ground:
    """Read all that a plan for `place` and these days needs, in about thirty-five queries.

    Hands are of the whole city: who may cross towns is for `clearance` to say. Places held already
    stay held. Raises `NothingToPlan`.
    """
    wanted = read_wanted(place, first, last)
    if not wanted.demands and not wanted.blocks:
        raise NothingToPlan(_("No shift of these days has a free place."))
    return ground_of(wanted, first, last, costs=costs, pins=pins)


def ground_of(
    wanted: Wanted, first: date, last: date, *, costs: Costs, pins: Iterable[Pin] = ()
) -> Ground:
    """Return the ground of what is wanted from `first` to `last`. Raises `NothingToPlan`."""
    since = dawn_of(first)
    asked = [one.requirement for one in wanted.demands]
    asked += [one.requirement for one in wanted.blocks]
    city = Place.objects.get(parent=None)
    people = crowd(city, asked, busy=busy_between(since, dawn_of(last + timedelta(days=1))))
    if not len(people):
        raise NothingToPlan(_("The register is empty."))
    day = np.array([(one.first_day - first).days for one in asked], np.int64)
    gates = gates_of(people, asked, day, _kept_for_teams(people.people, wanted.demands))
    mine = gates.first(len(wanted.demands))
    turns = _turns_of(people, asked)
    bare = _problem(people, wanted, mine, costs, turns, since)
    problem = pinned(bare, people.people, wanted.demands, pins)
    crews = _crews(wanted, gates, people, turns, problem, costs)
    taught = Teaching(people)
    return Ground(problem, people.people, wanted.demands, wanted.posts, mine, crews, taught)


def _kept_for_teams(people: Ints, demands: Sequence[Demand]) -> list[tuple[Ints, Ints]]:
    """Return for each team that places are kept for: rows of its members, those demands."""
    at: dict[int, list[int]] = {}
    for number, one in enumerate(demands):
        if one.team is not None:
            at.setdefault(one.team, []).append(number)
    inside: dict[int, list[int]] = {team: [] for team in at}
    for team, person in Membership.objects.filter(team__in=at).values_list("team", "person"):
        inside[team].append(person)
    return [
        (np.flatnonzero(np.isin(people, inside[team])), np.array(some, np.int64))
        for team, some in at.items()
    ]


def _problem(
    people: Crowd, wanted: Wanted, gates: Gates, costs: Costs, turns: Ints,
    since: datetime,
) -> muster.Problem:  # fmt: skip
    register, demands = people.register, wanted.demands
    codes = {code: n for n, code in enumerate(register.classes)}
    flat = Flat(wanted.posts.values())
    x, y = flat.people(people)
    demand_x, demand_y = flat.posts([wanted.posts[one.post] for one in demands])
    lately = stood_lately(since)
    return muster.Problem(
        volunteer_x=x, volunteer_y=y,
        qualifications=gates.qualified, availability=gates.available,
        preferred=register.prefers.astype(np.int64),
        weekly_cap=turns,
        recent=np.array([lately.get(key, 0) for key in people.people.tolist()], np.int64),
        max_distance=register.reach_m.astype(np.float64),
        demand_x=demand_x, demand_y=demand_y,
        demand_class=np.array(
            [codes.get(one.requirement.service_class, 62) for one in demands], np.int64
        ),
        required=gates.required, shift=gates.window,
        seats=np.array([one.seats for one in demands], np.int64),
        weight=np.array([costs.weight(one.urgency, least=one.least) for one in demands], np.int64),
        shift_day=gates.window_day, load_cost=np.array(costs.of_turns, np.int64),
        preference_cost=costs.preference, recent_cost=costs.fairness, masks=gates.masks,
    )  # fmt: skip


def _crews(
    wanted: Wanted, gates: Gates, people: Crowd, turns: Ints, problem: muster.Problem,
    costs: Costs,
) -> Crews:  # fmt: skip
    flat = Flat(wanted.posts.values())
    block_x, block_y = flat.posts([wanted.posts[one.post] for one in wanted.blocks])
    ways = Ways(problem.volunteer_x, problem.volunteer_y, block_x, block_y, problem.recent)
    out = [np.flatnonzero(mask.of_volunteer) for mask in problem.masks if mask.name == "left_out"]
    spent = np.concatenate([problem.frozen_volunteer, *out])
    return crews_of(wanted.blocks, gates, people.people, ways, turns, costs, spent=spent)


def _turns_of(people: Crowd, asked: list[Requirement]) -> Ints:
    """Return (V,) int64, 0..7: how many shifts more each would stand, whatever the week."""
    weeks = {one.first_day.isocalendar()[:2]: one for one in asked}
    left = [turns_left(people, one) for one in weeks.values()]
    turns: Ints = np.clip(np.min(left, axis=0), 0, 7).astype(np.int64)
    return turns
