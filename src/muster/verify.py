"""Check a plan without the engine: every pair, every cap, the objective and the bound.

Nothing here shares code with the search or its candidates; it reads the rules (`rules.py`) and
multiplies out. What it says may be believed even if the engine is wrong.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.plan import Plan
from muster.problem import DAYS, Problem
from muster.rules import Integers, cost, pairs_within, rules_of


@dataclass(frozen=True)
class Verdict:
    """What an independent check found.

    Attributes
    ----------
    faults : tuple of str
        What breaks a rule, each with the first pair or row that breaks it; empty for a sound plan.
    objective, bound : int
        Metres, recomputed: what the plan costs, and what no plan can cost less than.
    """

    faults: tuple[str, ...]
    objective: int
    bound: int

    @property
    def sound(self) -> bool:
        """No rule is broken."""
        return not self.faults

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of its objective; 0 is proof."""
        return (self.objective - self.bound) / max(1, abs(self.objective))


def verify(problem: Problem, plan: Plan) -> Verdict:
    """Check the plan against the problem and recompute both its numbers.

    Raises
    ------
    BadProblem
        If the problem itself is not sound.
    """
    problem.checked()
    faults = _shape_faults(problem, plan)
    if faults:
        return Verdict(tuple(faults), 0, 0)
    faults = _rule_faults(problem, plan) + _cap_faults(problem, plan)
    faults += _frozen_faults(problem, plan)
    if faults:
        return Verdict(tuple(faults), 0, 0)
    spent, least = objective(problem, plan.volunteer, plan.demand), bound(problem, plan.price)
    if spent != plan.objective:
        faults.append(f"objective: the plan says {plan.objective}, its pairs cost {spent}")
    if least < plan.bound:
        faults.append(f"bound: the plan says {plan.bound}, its prices prove only {least}")
    return Verdict(tuple(faults), spent, least)


def objective(problem: Problem, volunteer: Integers, demand: Integers) -> int:
    """Return what these pairs cost, with their loads, empty seats and broken words."""
    turns = np.bincount(volunteer, minlength=problem.volunteers)
    filled = np.bincount(demand, minlength=problem.demands)
    empty = (problem.seats - filled) * problem.weight
    pairs = cost(problem, volunteer, demand) if volunteer.size else np.zeros(0, np.int64)
    told = problem.told_volunteer * problem.demands + problem.told_demand
    broken = told.size - int(np.isin(told, volunteer * problem.demands + demand).sum())
    changes = problem.change_cost * broken
    return int(pairs.sum()) + int(_week(problem)[turns].sum()) + int(empty.sum()) + changes


def bound(problem: Problem, price: Integers) -> int:
    """Return what these prices prove: no plan costs less.

    The Lagrangian dual of the flow: seats at their price, less the most every volunteer could gain
    with at most one demand a day and `weekly_cap` in the week. Any prices give a true bound; those
    of the engine give the best (Ahuja, Magnanti, Orlin, *Network Flows*, 1993, ch. 16). What is
    frozen is paid for beforehand: it takes its seat, its day and its turn.
    """
    ceiling = np.minimum(price, problem.weight)
    fixed = np.bincount(problem.frozen_volunteer, minlength=problem.volunteers)
    open_seats = problem.seats - np.bincount(problem.frozen_demand, minlength=problem.demands)
    gain = best_gains(problem, ceiling)
    gain[problem.frozen_volunteer, problem.day[problem.frozen_demand]] = 0
    later = np.minimum(fixed[:, None] + np.arange(DAYS), DAYS - 1)
    best = -np.sort(-gain, axis=1) - problem.load_cost[later]
    turns = np.arange(DAYS) < (problem.weekly_cap - fixed)[:, None]
    most = int(best[turns & (best > 0)].sum())
    return paid_beforehand(problem) + int((ceiling * open_seats).sum()) - most


def best_gains(problem: Problem, ceiling: Integers) -> Integers:
    """Return the most each volunteer could gain on each day at these prices: int64 (V, 7)."""
    gain = np.zeros((problem.volunteers, DAYS), np.int64)
    day = problem.day
    for demand, volunteers, costs in pairs_within(problem, ceiling):
        today = gain[:, day[demand]]
        today[volunteers] = np.maximum(today[volunteers], ceiling[demand] - costs)
    return gain


def paid_beforehand(problem: Problem) -> int:
    """Return what no choice can change: frozen pairs, their loads, and told pairs, all broken."""
    volunteer, demand = problem.frozen_volunteer, problem.frozen_demand
    pairs = int(cost(problem, volunteer, demand).sum()) if volunteer.size else 0
    fixed = np.bincount(volunteer, minlength=problem.volunteers)
    told = problem.told_volunteer * problem.demands + problem.told_demand
    kept = int(np.isin(told, volunteer * problem.demands + demand).sum())
    return pairs + int(_week(problem)[fixed].sum()) + problem.change_cost * (told.size - kept)


def _week(problem: Problem) -> Integers:
    """Return the load cost of 0, 1, … 7 turns together: int64 (8,)."""
    return np.concatenate([[0], np.cumsum(problem.load_cost)])


def _shape_faults(problem: Problem, plan: Plan) -> list[str]:
    """Say whether the plan's arrays belong to this problem at all."""
    faults = []
    if plan.price.shape != problem.seats.shape:
        faults.append(f"price: {plan.price.size} prices for {problem.demands} demands")
    if plan.volunteer.shape != plan.demand.shape:
        faults.append("volunteer, demand: not the same length")
    for name, rows, many in (
        ("volunteer", plan.volunteer, problem.volunteers),
        ("demand", plan.demand, problem.demands),
    ):
        strange = np.flatnonzero((rows < 0) | (rows >= many))
        if strange.size:
            faults.append(f"{name}: row {strange[0]} names {rows[strange[0]]}, of {many}")
    return faults


def _rule_faults(problem: Problem, plan: Plan) -> list[str]:
    """Say which pairs break which rule."""
    faults = []
    for name, rule in rules_of(problem).items():
        broken = np.flatnonzero(~rule(problem, plan.volunteer, plan.demand))
        if broken.size:
            first = broken[0]
            faults.append(
                f"{name}: {broken.size} pairs break it, the first: "
                f"volunteer {plan.volunteer[first]} in demand {plan.demand[first]}"
            )
    return faults


def _cap_faults(problem: Problem, plan: Plan) -> list[str]:
    """Say who stands in too many places, and which demand has too many hands."""
    turns = np.bincount(plan.volunteer, minlength=problem.volunteers)
    filled = np.bincount(plan.demand, minlength=problem.demands)
    days = problem.day[plan.demand]
    a_day = np.bincount(plan.volunteer * DAYS + days, minlength=problem.volunteers * DAYS)
    crowded = np.max(a_day.reshape(-1, DAYS), axis=1) > 1
    over: tuple[tuple[str, NDArray[np.bool_]], ...] = (
        ("weekly cap: volunteer", turns > problem.weekly_cap),
        ("seats: demand", filled > problem.seats),
        ("one demand a day: volunteer", np.asarray(crowded)),
    )
    return [f"{what} {np.flatnonzero(bad)[0]} has too many" for what, bad in over if bad.any()]


def _frozen_faults(problem: Problem, plan: Plan) -> list[str]:
    """Say which frozen pair is not in the plan, and which pair is in it twice."""
    pairs = plan.volunteer * problem.demands + plan.demand
    frozen = problem.frozen_volunteer * problem.demands + problem.frozen_demand
    lost = np.flatnonzero(~np.isin(frozen, pairs))
    if not lost.size:
        return []
    row = lost[0]
    who, where = problem.frozen_volunteer[row], problem.frozen_demand[row]
    return [f"frozen: volunteer {who} is no longer in demand {where}"]
