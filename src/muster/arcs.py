"""Explicit arcs: listed pairs instead of places and bits, in the engine's order and scale."""

from dataclasses import dataclass

import numpy as np

from muster.city import City
from muster.problem import Bools, Ints, Problem
from muster.rows import Rows, listed_rows


@dataclass(frozen=True, eq=False)
class Arcs:
    """All allowed pairs of an explicit problem: int64 (A,) each, in the engine's scale."""

    hand: Ints
    post: Ints
    cost: Ints

    def by_post(self, posts: int) -> Rows:
        """Return them as whole rows, one for each post."""
        return listed_rows(self.post, self.hand, self.cost, posts)

    def by_hand(self, hands: int) -> Rows:
        """Return them as whole rows, one for each hand."""
        return listed_rows(self.hand, self.post, self.cost, hands)


def arcs_of(city: City) -> Arcs:
    """Return the arcs that rules allow and told pairs discount; any that never pay are left out."""
    problem = city.problem
    volunteer, demand, cost = listed_arcs(problem)
    pays = cost + city.scale.of_pair < problem.weight[demand] + city.scale.shift
    hand, post = city.hand_of[volunteer[pays]], city.post_of[demand[pays]]
    return Arcs(hand, post, cost[pays] + city.scale.of_pair)


def listed_arcs(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Return volunteer, demand and cost (told discount taken off) of every arc allowed."""
    assert problem.arc_ptr is not None
    assert problem.arc_volunteer is not None
    assert problem.arc_cost is not None
    demand = np.repeat(np.arange(problem.demands), np.diff(problem.arc_ptr))
    volunteer, cost = problem.arc_volunteer, problem.arc_cost
    allowed: Bools = np.ones(len(volunteer), np.bool_)
    for mask in problem.masks:
        allowed &= mask.allowed[mask.of_volunteer[volunteer], mask.of_demand[demand]]
    if len(problem.told_volunteer) + len(problem.declined_volunteer):
        keys = pair_keys(problem, volunteer, demand)
        told = pair_keys(problem, problem.told_volunteer, problem.told_demand)
        declined = pair_keys(problem, problem.declined_volunteer, problem.declined_demand)
        cost = cost - problem.change_cost * np.isin(keys, told)
        allowed &= ~np.isin(keys, declined)
    if allowed.all():
        return volunteer, demand, cost
    return volunteer[allowed], demand[allowed], cost[allowed]


def pair_keys(problem: Problem, volunteer: Ints, demand: Ints) -> Ints:
    """Return one number for each pair."""
    return demand * max(1, problem.volunteers) + volunteer
