"""What one more hand would be worth, and what one more skill: where to recruit, what to train.

All figures are shadow prices of one plan. One more hand saves at most what is said here, and with
the prices of the engine, the least that prove the plan, usually exactly that; the second hand in
the same place saves at most as much as the first.
"""

from dataclasses import dataclass, replace

import numpy as np

from muster.plan import Plan
from muster.problem import DAYS, Problem
from muster.rules import Integers
from muster.verify import best_gains


@dataclass(frozen=True)
class MarginalValues:
    """What one more hand is worth, by qualifications, place and shift; dearest first.

    Attributes
    ----------
    qualifications : int64 (K,), bits
        What the hand would hold: one of the sets demands require.
    place : int64 (K,)
        Group of the demands, as given.
    shift : int64 (K,)
    value : int64 (K,), metres
        What one more such hand, at the post's door and glad to come, would save at most.
    seats, empty : int64 (K,)
        Seats such a hand could fill there and then, and how many of them are empty.
    demand : int64 (K,)
        The demand that would be served.
    """

    qualifications: Integers
    place: Integers
    shift: Integers
    value: Integers
    seats: Integers
    empty: Integers
    demand: Integers


def marginal_values(
    problem: Problem, plan: Plan, place_of_demand: Integers | None = None
) -> MarginalValues:
    """Return what one more hand would be worth in each place and shift.

    Parameters
    ----------
    place_of_demand : int64 (D,), optional
        Group (a village, a town) of each demand; all one place if not given.

    Notes
    -----
    A hand who also holds harder qualifications may serve easier demands: each row is the best
    demand of the place and shift that requires nothing beyond its bits.
    """
    place = np.zeros(problem.demands, np.int64) if place_of_demand is None else place_of_demand
    value = np.maximum(0, plan.price - problem.load_cost[0])
    empty = problem.seats - np.bincount(plan.demand, minlength=problem.demands)
    columns: list[list[int]] = []
    cells, cell = np.unique(np.stack([place, problem.shift]), axis=1, return_inverse=True)
    by_cell = np.argsort(cell, kind="stable")
    for number, demands in enumerate(np.split(by_cell, np.cumsum(np.bincount(cell))[:-1])):
        for bits in np.unique(problem.required[demands]).tolist():
            fit = demands[(problem.required[demands] & bits) == problem.required[demands]]
            best = fit[np.argmax(value[fit])]
            sums = int(problem.seats[fit].sum()), int(empty[fit].sum())
            columns.append([bits, *cells[:, number], int(value[best]), *sums, int(best)])
    table = np.array(columns, np.int64)
    return MarginalValues(*table[np.lexsort((table[:, 6], -table[:, 3]))].T)


def worth_of(problem: Problem, plan: Plan, hands: Problem) -> Integers:
    """Return what each of these new hands would save at most, alone: int64 (V',), metres.

    Parameters
    ----------
    hands : Problem
        The same demands, rules and costs, with the new hands (and only them) as volunteers.
    """
    nobody = np.zeros(0, np.int64)
    hands = replace(  # what is pinned is pinned for the people there are
        hands,
        frozen_volunteer=nobody, frozen_demand=nobody, told_volunteer=nobody, told_demand=nobody,
        declined_volunteer=nobody, declined_demand=nobody,
    )  # fmt: skip
    ceiling = np.minimum(plan.price, problem.weight)
    return _week_gains(hands, best_gains(hands, ceiling))


def training_values(problem: Problem, plan: Plan, bits: int) -> Integers:
    """Return what teaching these bits to each volunteer, alone, would save at most: int64 (V,).

    Zero for whoever holds them already, for those with frozen pairs, who are left as they are, and
    for everybody when arcs are explicit: then nobody here knows what bits are for.
    """
    if problem.explicit:
        return np.zeros(problem.volunteers, np.int64)
    ceiling = np.minimum(plan.price, problem.weight)
    gains = best_gains(problem, ceiling)
    taught = replace(problem, qualifications=problem.qualifications | bits)
    more = best_gains(taught, np.where(problem.required & bits, ceiling, 0))
    value = _week_gains(problem, np.maximum(gains, more)) - _week_gains(problem, gains)
    value[problem.frozen_volunteer] = 0
    return value


def _week_gains(problem: Problem, gains: Integers) -> Integers:
    """Return the most each volunteer could gain in the week: int64 (V,) from int64 (V, 7)."""
    best = -np.sort(-gains, axis=1) - problem.load_cost
    turns = np.arange(DAYS) < problem.weekly_cap[:, None]
    return np.asarray(np.where(turns & (best > 0), best, 0).sum(axis=1))
