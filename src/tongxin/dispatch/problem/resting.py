"""Solve so that nobody's nights are too short: what the engine's model leaves out (rule 27).

The engine gives one shift a day; two of neighbouring days may still lie too close. Such pairs are
few. The later of the two is forbidden and the plan made again, exact and certified each time.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

import muster
from muster.verify import objective
from tongxin.clearance.gates import shortest_rest
from tongxin.clearance.requirement import Requirement

Ints = NDArray[np.int64]
ROUNDS = 4


def solve_rested(
    problem: muster.Problem, asked: Sequence[Requirement], *, deadline_s: float | None = None
) -> tuple[muster.Problem, muster.Plan]:
    """Return the problem as it was solved last, and its plan, in which everybody rests.

    asked (D,): when each demand is.
    """
    rest = shortest_rest()
    spans = np.array([one.seconds for one in asked], np.int64).reshape(-1, 2)
    for _round in range(ROUNDS):
        plan = muster.solve(problem, deadline_s=deadline_s)
        volunteer, demand = _too_close(plan, spans, rest)
        if not len(volunteer):
            return problem, plan
        problem = _without(problem, volunteer, demand)
    return problem, _dropped(problem, plan, volunteer, demand)


def _too_close(plan: muster.Plan, spans: Ints, rest: int) -> tuple[Ints, Ints]:
    """Return the later pair of each two of one volunteer with less than `rest` seconds between."""
    order = np.lexsort((spans[plan.demand, 0], plan.volunteer))
    volunteer, demand = plan.volunteer[order], plan.demand[order]
    same = volunteer[1:] == volunteer[:-1]
    close = same & (spans[demand[1:], 0] - spans[demand[:-1], 1] < rest)
    return volunteer[1:][close], demand[1:][close]


def _without(problem: muster.Problem, volunteer: Ints, demand: Ints) -> muster.Problem:
    return replace(
        problem,
        declined_volunteer=np.concatenate([problem.declined_volunteer, volunteer]),
        declined_demand=np.concatenate([problem.declined_demand, demand]),
    )


def _dropped(
    problem: muster.Problem, plan: muster.Plan, volunteer: Ints, demand: Ints
) -> muster.Plan:
    """Leave the last pairs too close out of the plan: their places stay empty, and that costs."""
    many = problem.demands
    kept = ~np.isin(plan.volunteer * many + plan.demand, volunteer * many + demand)
    who, where = plan.volunteer[kept], plan.demand[kept]
    return replace(plan, volunteer=who, demand=where, objective=objective(problem, who, where))
