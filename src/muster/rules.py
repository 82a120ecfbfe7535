"""The rules of the model, each one named function: to verify with, to explain with, to test with.

Every rule takes a problem, volunteers and demands (row numbers, scalars or arrays that broadcast)
and answers for each pair. The engine's kernels keep a fast copy of these sentences; the tests hold
the two together.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.problem import Mask, Problem

Integers = NDArray[np.int64]
Rows = int | np.integer[Any] | NDArray[np.int64]
Answers = NDArray[np.bool_]
Rule = Callable[[Problem, Rows, Rows], Answers]


def able(problem: Problem, volunteer: Rows, demand: Rows) -> Answers:
    """The volunteer holds every qualification the demand requires."""
    required = problem.required[demand]
    return np.asarray((problem.qualifications[volunteer] & required) == required)


def free(problem: Problem, volunteer: Rows, demand: Rows) -> Answers:
    """The volunteer is available in the demand's shift."""
    return np.asarray((problem.availability[volunteer] >> problem.shift[demand]) & 1 == 1)


def near(problem: Problem, volunteer: Rows, demand: Rows) -> Answers:
    """The demand stands within the volunteer's greatest distance."""
    return np.asarray(distance(problem, volunteer, demand) <= problem.max_distance[volunteer])


def distance(problem: Problem, volunteer: Rows, demand: Rows) -> NDArray[np.float64]:
    """Return the metres between them, as the crow flies."""
    across = problem.volunteer_x[volunteer] - problem.demand_x[demand]
    up = problem.volunteer_y[volunteer] - problem.demand_y[demand]
    return np.asarray(np.sqrt(across * across + up * up))


def permits(mask: Mask) -> Rule:
    """Return the rule a mask states: this group of volunteers may serve that group of demands."""

    def permitted(problem: Problem, volunteer: Rows, demand: Rows) -> Answers:
        return np.asarray(mask.allowed[mask.of_volunteer[volunteer], mask.of_demand[demand]])

    return permitted


def listed(problem: Problem, volunteer: Rows, demand: Rows) -> Answers:
    """One of the problem's explicit arcs joins the two."""
    return arc_of(problem, volunteer, demand) >= 0


def willing(problem: Problem, volunteer: Rows, demand: Rows) -> Answers:
    """The volunteer has not declined the demand."""
    declined = problem.declined_volunteer * problem.demands + problem.declined_demand
    return np.asarray(~np.isin(np.asarray(volunteer) * problem.demands + demand, declined))


def rules_of(problem: Problem) -> dict[str, Rule]:
    """Return every rule a pair must pass, by name, in the order they are explained."""
    plain: dict[str, Rule] = {"able": able, "free": free, "near": near}
    if problem.explicit:
        plain = {"listed": listed}
    if problem.declined_volunteer.size:
        plain["willing"] = willing
    return plain | {mask.name: permits(mask) for mask in problem.masks}


def allowed(problem: Problem, volunteer: Rows, demand: Rows) -> Answers:
    """Every rule lets the volunteer stand in the demand (caps and days are another matter)."""
    answers = [rule(problem, volunteer, demand) for rule in rules_of(problem).values()]
    return np.asarray(np.logical_and.reduce(np.broadcast_arrays(*answers)))


def cost(problem: Problem, volunteer: Rows, demand: Rows) -> Integers:
    """Return what allowed pairs cost in metres, before loads and changes of what was told."""
    if problem.explicit:
        assert problem.arc_cost is not None
        return np.asarray(problem.arc_cost[arc_of(problem, volunteer, demand)])
    liked = (problem.preferred[volunteer] >> problem.demand_class[demand]) & 1
    metres = np.floor(distance(problem, volunteer, demand)).astype(np.int64)
    unloved = problem.preference_cost * (1 - liked)
    return np.asarray(metres + unloved + problem.recent_cost * problem.recent[volunteer])


def arc_of(problem: Problem, volunteer: Rows, demand: Rows) -> Integers:
    """Return the number of the explicit arc between each pair, -1 where there is none."""
    assert problem.arc_ptr is not None
    assert problem.arc_volunteer is not None
    volunteers, demands = np.broadcast_arrays(volunteer, demand)
    found = np.full(demands.shape, -1, np.int64)
    for place in np.ndindex(demands.shape):
        first, last = problem.arc_ptr[demands[place]], problem.arc_ptr[demands[place] + 1]
        hits = np.flatnonzero(problem.arc_volunteer[first:last] == volunteers[place])
        if hits.size:
            found[place] = first + hits[0]
    return found


class Candidates:
    """Whom the rules allow in each demand, found in plain numpy over sorted coordinates.

    No grid and nothing of the engine: slow enough to be simple (a few seconds for a full city),
    fast enough to check every plan with. Keeps one list of hands per (required bits, shift).
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._everybody = np.arange(problem.volunteers)
        self._by_asking: dict[tuple[int, int], tuple[Integers, NDArray[np.float64]]] = {}
        self._reach = float(problem.max_distance.max(initial=0.0))
        taken = ("able", "free", "listed")  # what `_near` and the arcs themselves answer
        self._rules = [rule for name, rule in rules_of(problem).items() if name not in taken]
        self._told: dict[int, list[int]] = {}
        for volunteer, demand in zip(problem.told_volunteer, problem.told_demand, strict=True):
            self._told.setdefault(int(demand), []).append(int(volunteer))

    def within(self, demand: int, ceiling: int) -> tuple[Integers, Integers]:
        """Return the volunteers allowed in a demand for less than `ceiling` metres, and the costs.

        A pair already told costs `change_cost` less than another: leaving it would cost that.

        Returns
        -------
        volunteers, costs : int64 (K,), int64 (K,)
            In ascending order of volunteers (explicit arcs: in the order given).
        """
        problem = self._problem
        volunteers, costs = (
            self._listed(demand) if problem.explicit else self._near(demand, ceiling)
        )
        if demand in self._told:
            costs = costs - problem.change_cost * np.isin(volunteers, self._told[demand])
        cheap = costs < ceiling
        return volunteers[cheap], costs[cheap]

    def _listed(self, demand: int) -> tuple[Integers, Integers]:
        """Return whom the explicit arcs name and the masks allow."""
        problem = self._problem
        assert problem.arc_ptr is not None
        assert problem.arc_volunteer is not None
        assert problem.arc_cost is not None
        arcs = slice(problem.arc_ptr[demand], problem.arc_ptr[demand + 1])
        volunteers, costs = problem.arc_volunteer[arcs], problem.arc_cost[arcs]
        for rule in self._rules:
            allowed_here = rule(problem, volunteers, demand)
            volunteers, costs = volunteers[allowed_here], costs[allowed_here]
        return volunteers, costs

    def _near(self, demand: int, ceiling: int) -> tuple[Integers, Integers]:
        """Return whom every rule allows; whoever is further than `ceiling` may be left out."""
        problem = self._problem
        fit, across = self._able_and_free(demand)
        # One metre more than needed: the window is wide, the rule `near` is exact.
        margin = min(self._reach, ceiling + problem.change_cost) + 1.0
        east = problem.demand_x[demand]
        first, last = np.searchsorted(across, (east - margin, east + margin))
        volunteers = np.sort(fit[first:last])
        for rule in self._rules:
            volunteers = volunteers[rule(problem, volunteers, demand)]
        return volunteers, cost(problem, volunteers, demand)

    def _able_and_free(self, demand: int) -> tuple[Integers, NDArray[np.float64]]:
        """Return who has the bits and the shift, from west to east, and how far east each is."""
        problem, everybody = self._problem, self._everybody
        asking = int(problem.required[demand]), int(problem.shift[demand])
        if asking not in self._by_asking:
            fit = everybody[able(problem, everybody, demand) & free(problem, everybody, demand)]
            fit = fit[np.argsort(problem.volunteer_x[fit], kind="stable")]
            self._by_asking[asking] = fit, problem.volunteer_x[fit]
        return self._by_asking[asking]


def pairs_within(problem: Problem, ceiling: Integers) -> Iterator[tuple[int, Integers, Integers]]:
    """Yield each demand with whom the rules allow there for less than its ceiling (metres)."""
    candidates = Candidates(problem)
    for demand, most in enumerate(ceiling):
        volunteers, costs = candidates.within(demand, int(most))
        if volunteers.size:
            yield demand, volunteers, costs
