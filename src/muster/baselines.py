"""What the engine is measured against: a greedy officer, and two good general solvers.

The general solvers are given the arcs; finding those is part of the engine's own time. They need
the extra ``bench`` (``pip install tongxin[bench]``) and are imported only when asked.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.problem import DAYS, Problem
from muster.rules import Candidates, Integers, pairs_within

ANY_PRICE = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Arcs:
    """Allowed pairs with their costs, demand by demand; all int64 (A,)."""

    demand: Integers
    volunteer: Integers
    cost: Integers


def arcs_within(problem: Problem, ceiling: Integers | None = None) -> Arcs:
    """Return the allowed pairs that cost at most their demand's ceiling (metres; None: all).

    With the prices of a best plan as the ceiling these are enough for a general solver to find the
    same optimum: a dearer pair never enters one.
    """
    limit = np.full(problem.demands, ANY_PRICE) if ceiling is None else ceiling + 1
    demands, volunteers, costs = [], [], []
    for demand, who, spent in pairs_within(problem, limit):
        demands.append(np.full(who.size, demand, np.int64))
        volunteers.append(who)
        costs.append(spent)
    nothing = [np.zeros(0, np.int64)]
    return Arcs(*(np.concatenate(nothing + part) for part in (demands, volunteers, costs)))


@dataclass(frozen=True)
class Network:
    """A min-cost flow: int64 (E,) each, supply int64 (N,). The first of them are the pairs."""

    tail: Integers
    head: Integers
    capacity: Integers
    cost: Integers
    supply: Integers
    arcs: Arcs
    demands: int


def network(problem: Problem, arcs: Arcs) -> Network:
    """Write the problem as a flow: demand → volunteer's day → volunteer → n-th turn → rest.

    Nodes are demands, then the days somebody could stand on, then volunteers, then the sink; an
    empty seat flows straight to the sink at its weight. What is frozen has taken its seat, its day
    and its turn; `verify.paid_beforehand` is what the flow's cost leaves out.
    """
    arcs, fixed = _without_frozen(problem, arcs)
    open_seats = problem.seats - np.bincount(problem.frozen_demand, minlength=problem.demands)
    slots, slot = np.unique(arcs.volunteer * DAYS + problem.day[arcs.demand], return_inverse=True)
    people, owner = np.unique(slots // DAYS, return_inverse=True)
    left = (problem.weekly_cap - fixed)[people]
    turns = np.minimum(left, np.bincount(owner, minlength=people.size))
    who = np.repeat(np.arange(people.size), turns)
    turn = np.arange(who.size) - np.repeat(np.cumsum(turns) - turns, turns) + fixed[people][who]
    first_person = problem.demands + slots.size
    sink = first_person + people.size
    demands = np.arange(problem.demands)
    supply = np.zeros(sink + 1, np.int64)
    supply[demands], supply[sink] = open_seats, -open_seats.sum()
    ends = (
        (arcs.demand, problem.demands + slot),
        (problem.demands + np.arange(slots.size), first_person + owner),
        (first_person + who, np.full(who.size, sink)),
        (demands, np.full(problem.demands, sink)),
    )
    ones = np.ones(arcs.demand.size + slots.size + who.size, np.int64)
    costs = (arcs.cost, slots * 0, problem.load_cost[turn], problem.weight)
    return Network(
        tail=np.concatenate([tail for tail, _ in ends]),
        head=np.concatenate([head for _, head in ends]),
        capacity=np.concatenate([ones, open_seats]),
        cost=np.concatenate(costs),
        supply=supply,
        arcs=arcs,
        demands=problem.demands,
    )


def _without_frozen(problem: Problem, arcs: Arcs) -> tuple[Arcs, Integers]:
    """Return the arcs on days nobody has frozen, and the turns frozen of each volunteer (V,)."""
    frozen = problem.frozen_volunteer * DAYS + problem.day[problem.frozen_demand]
    open_days = ~np.isin(arcs.volunteer * DAYS + problem.day[arcs.demand], frozen)
    left = (arcs.demand[open_days], arcs.volunteer[open_days], arcs.cost[open_days])
    return Arcs(*left), np.bincount(problem.frozen_volunteer, minlength=problem.volunteers)


def or_tools(flow: Network) -> tuple[int, NDArray[np.bool_]]:
    """Solve by OR-Tools' `SimpleMinCostFlow` (cost scaling). Return the cost and the pairs used."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        flow.tail, flow.head, flow.capacity, flow.cost
    )
    solver.set_nodes_supplies(np.arange(flow.supply.size), flow.supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"OR-Tools: {status}")
    return int(solver.optimal_cost()), solver.flows(numbers)[: flow.arcs.demand.size] > 0


def network_simplex(flow: Network) -> tuple[int, NDArray[np.bool_]]:
    """Solve by LEMON's network simplex (pylmcf). Return the cost and the pairs used."""
    import pylmcf

    # It takes no negative costs: all that leaves a demand is made dearer alike.
    dearer = max(0, -int(flow.cost.min()))
    costs = flow.cost + dearer * (flow.tail < flow.demands)
    order = np.lexsort((flow.head, flow.tail))  # it keeps its arcs sorted
    graph: Any = pylmcf.Graph(flow.supply.size, flow.tail[order], flow.head[order])
    graph.set_node_supply(flow.supply)
    graph.set_edge_capacities(flow.capacity[order])
    graph.set_edge_costs(costs[order])
    graph.solve()
    used = np.zeros(flow.tail.size, np.bool_)
    used[order] = graph.result() > 0
    seats = int(flow.supply[: flow.demands].sum())
    return int(graph.total_cost()) - dearer * seats, used[: flow.arcs.demand.size]


def greedy(problem: Problem, *, by_priority: bool = True) -> tuple[Integers, Integers]:
    """Fill demand by demand with the cheapest hands still free, as a patient officer would.

    Parameters
    ----------
    by_priority : bool
        The dearest empty seat first; else in the order of the rows, first come, first served.

    Returns
    -------
    volunteer, demand : int64 (P,)
        Pairs that keep every rule.
    """
    order = (
        np.argsort(-problem.weight, kind="stable") if by_priority else np.arange(problem.demands)
    )
    day = problem.day
    volunteers, demands = [problem.frozen_volunteer], [problem.frozen_demand]
    taken = np.zeros((problem.volunteers, DAYS), np.bool_)
    taken[problem.frozen_volunteer, day[problem.frozen_demand]] = True
    turns = np.bincount(problem.frozen_volunteer, minlength=problem.volunteers)
    seats = problem.seats - np.bincount(problem.frozen_demand, minlength=problem.demands)
    candidates = Candidates(problem)
    for demand in order.tolist():
        away = taken[:, day[demand]]
        chosen = _cheapest(problem, candidates, demand, away, turns)[: seats[demand]]
        taken[chosen, day[demand]] = True
        turns[chosen] += 1
        volunteers.append(chosen)
        demands.append(np.full(chosen.size, demand, np.int64))
    return np.concatenate(volunteers), np.concatenate(demands)


def _cheapest(
    problem: Problem, candidates: Candidates, demand: int, away: NDArray[np.bool_], turns: Integers
) -> Integers:
    """Return the cheapest hands not away that day, at most as many as there are seats."""
    seats, weight = int(problem.seats[demand]), int(problem.weight[demand])
    ceiling = min(weight, 1000)  # metres; widened until it holds enough hands
    while True:
        hands, spent = candidates.within(demand, ceiling)
        ready = ~away[hands] & (turns[hands] < problem.weekly_cap[hands])
        hands = hands[ready]
        spent = spent[ready] + problem.load_cost[turns[hands]]
        sure = spent < ceiling  # whoever is outside costs more than these
        if sure.sum() >= seats or ceiling == weight:
            cheapest = np.argsort(spent[sure], kind="stable")[:seats]
            return hands[sure][cheapest]
        ceiling = min(weight, 3 * ceiling)
