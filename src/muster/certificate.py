"""The proof: a bound no plan can beat, from nothing but the prices of the demands.

For any prices, every plan costs at least the prices of all seats less the most each volunteer
could earn by them: ``sum(seats * price) - sum of max_n sum_{t<=n}(t-th best day - F[t])``, where
a day's best is the largest ``price - cost`` over *all* eligible demands of that day (weak duality
of the min-cost flow). Nothing the search has looked up is used: eligible pairs are listed anew.
"""

import numpy as np

from muster.arcs import listed_arcs, pair_keys
from muster.candidates import cost_in_grid, is_odd, masks_allow, rule_costs
from muster.city import City
from muster.compiled import allocating_kernel, kernel, parallel_kernel, prange
from muster.ground import Ints32
from muster.problem import DAYS, Ints, Problem


@parallel_kernel
def day_profits(ground, day, price, weight, profit):
    """Raise ``profit[i * 7 + day]`` to the largest ``price - cost`` of any eligible pair.

    Parameters
    ----------
    day, price, weight : int (D,); prices above the weight count as the weight
    profit : int32 (V*7,), zero before
    """
    for today in prange(DAYS):
        for j in range(price.size):
            if day[j] == today:
                note_profits(ground, j, min(price[j], weight[j]), today, profit)


@kernel
def note_profits(ground, j, price, day, profit):
    """Note what post `j` would pay each hand that could serve it."""
    for side in range(2):
        note_profits_of(ground, j, side, price, day, profit)
    for a in range(ground.odd_start[j], ground.odd_start[j + 1]):
        s = ground.odd_hand[a] * DAYS + day
        if ground.odd_cost[a] >= 0 and price - ground.odd_cost[a] > profit[s]:
            profit[s] = price - ground.odd_cost[a]


@kernel
def note_profits_of(ground, j, side, price, day, profit):
    """Note what post `j` would pay each hand in one of its kind's two grids."""
    hand, hand_bits, post, post_bits = ground.hand, ground.hand_bits, ground.post, ground.post_bits
    of_hand, of_post, allowed = ground.group_of_hand, ground.group_of_post, ground.allowed
    odd_start, odd_hand = ground.odd_start, ground.odd_hand
    starts, members, terms = ground.start, ground.member, ground.terms
    net, known = ground.net[ground.kind[j], side], ground.kind[j] < ground.net.shape[0] - 1
    extra = terms[1] + side * terms[0]
    far = min(ground.reach[0], np.float64(price - extra))
    if far <= 0:
        return
    east, north, width = post[j, 0] - ground.box[0], post[j, 1] - ground.box[1], net.side
    first_x = min(max((east - far) / width - 0.01, 0.0), net.across - 1.0)
    last_x = min(max((east + far) / width + 0.01, 0.0), net.across - 1.0)
    first_y = np.int64(min(max((north - far) / width - 0.01, 0.0), net.up - 1.0))
    last_y = np.int64(min(max((north + far) / width + 0.01, 0.0), net.up - 1.0))
    for x in range(np.int64(first_x), np.int64(last_x) + 1):
        column = net.first + x * net.up
        for a in range(starts[column + first_y], starts[column + last_y + 1]):
            i = np.int64(members[a])
            cost = cost_in_grid(hand, hand_bits, post, post_bits, terms, i, j, known, extra)
            if (
                cost >= 0
                and price - cost > profit[i * DAYS + day]
                and masks_allow(of_hand, of_post, allowed, i, j)
                and not is_odd(odd_start, odd_hand, i, j)
            ):
                profit[i * DAYS + day] = price - cost


@allocating_kernel
def most_earned(profit, begun, cap, load_cost):
    """Return the most all hands together could earn: each its best days while they pay."""
    earned = np.int64(0)
    for i in range(cap.size):
        best = np.sort(profit[i * DAYS : i * DAYS + DAYS])[::-1]
        for n in range(min(cap[i] - begun[i], DAYS)):
            gain = best[n] - load_cost[begun[i] + n]
            if gain <= 0:
                break
            earned += gain
    return earned


def profits_of(city: City, price: Ints) -> Ints32:
    """Return each hand's best profit on each day at these inside prices: int32 (V*7,)."""
    problem = city.problem
    profit = np.zeros(problem.volunteers * DAYS, np.int32)
    if problem.explicit:
        volunteer, demand, cost = listed_arcs(problem)
        post = city.post_of[demand]
        gain = np.minimum(price, city.weight)[post] - cost - city.scale.of_pair
        slot = city.hand_of[volunteer] * DAYS + city.day[post]
        np.maximum.at(profit, slot, np.maximum(gain, 0).astype(np.int32))
    else:
        day_profits(city.ground, city.day, price, city.weight, profit)
    frozen = city.hand_of[problem.frozen_volunteer], problem.day[problem.frozen_demand]
    profit[frozen[0] * DAYS + frozen[1]] = 0
    return profit


def bound_at(city: City, price: Ints) -> int:
    """Return the bound at these prices.

    Parameters
    ----------
    city : City
    price : int64 (D,), per demand of the problem, in the problem's scale

    Returns
    -------
    int
        No plan of the problem has a smaller objective.
    """
    problem, scale = city.problem, city.scale
    inside = (np.minimum(price, problem.weight) + scale.shift)[city.demand_of]
    open_seats = open_seats_of(problem)
    begun = np.bincount(problem.frozen_volunteer, minlength=problem.volunteers)
    earned = most_earned(
        profits_of(city, inside),
        begun[city.volunteer_of],
        problem.weekly_cap[city.volunteer_of],
        city.load_cost,
    )
    asked = int((inside * open_seats[city.demand_of]).sum())
    return asked - int(earned) - scale.shift * int(open_seats.sum()) + standing_cost(city)


def open_seats_of(problem: Problem) -> Ints:
    """Return the seats of each demand that no frozen pair holds: int64 (D,)."""
    held = np.bincount(problem.frozen_demand, minlength=problem.demands)
    return problem.seats - held


def standing_cost(city: City) -> int:
    """Return what every plan pays: frozen pairs, their loads, and all told pairs' changes."""
    problem = city.problem
    begun = np.bincount(problem.frozen_volunteer, minlength=problem.volunteers)
    ladder = np.concatenate([[0], np.cumsum(problem.load_cost)])
    pairs = pair_costs(city, problem.frozen_volunteer, problem.frozen_demand)
    told = pair_keys(problem, problem.told_volunteer, problem.told_demand)
    frozen = pair_keys(problem, problem.frozen_volunteer, problem.frozen_demand)
    changes = len(told) - int(np.isin(frozen, told).sum())
    return int(pairs.sum()) + int(ladder[begun].sum()) + problem.change_cost * changes


def pair_costs(city: City, volunteer: Ints, demand: Ints) -> Ints:
    """Return what pairs cost in the problem's scale, without loads and changes.

    Raises
    ------
    ValueError
        A pair is not eligible.
    """
    problem = city.problem
    if not problem.explicit:
        cost = rule_costs(city.ground, city.hand_of[volunteer], city.post_of[demand])
        eligible = cost >= 0
        cost = cost - city.scale.of_pair
    else:
        assert problem.arc_ptr is not None
        assert problem.arc_volunteer is not None
        assert problem.arc_cost is not None
        of = np.repeat(np.arange(problem.demands), np.diff(problem.arc_ptr))
        keys = pair_keys(problem, problem.arc_volunteer, of)
        order = np.argsort(keys, kind="stable")
        wanted = pair_keys(problem, volunteer, demand)
        at = np.minimum(np.searchsorted(keys[order], wanted), max(0, len(keys) - 1))
        eligible = keys[order][at] == wanted if len(keys) else np.zeros(len(wanted), np.bool_)
        cost = problem.arc_cost[order][at] if len(keys) else np.zeros(len(wanted), np.int64)
    if not eligible.all():
        worst = int(np.flatnonzero(~eligible)[0])
        raise ValueError(f"volunteer {volunteer[worst]} may not serve demand {demand[worst]}")
    return cost


def evaluate(city: City, volunteer: Ints, demand: Ints) -> int:
    """Return the objective of a plan's pairs: their costs, loads, empty seats and changes."""
    problem = city.problem
    load = np.bincount(volunteer, minlength=problem.volunteers)
    ladder = np.concatenate([[0], np.cumsum(problem.load_cost)])
    empty = problem.seats - np.bincount(demand, minlength=problem.demands)
    told = pair_keys(problem, problem.told_volunteer, problem.told_demand)
    kept = np.isin(told, pair_keys(problem, volunteer, demand)).sum()
    return (
        int(pair_costs(city, volunteer, demand).sum())
        + int(ladder[load].sum())
        + int((empty * problem.weight).sum())
        + problem.change_cost * (len(told) - int(kept))
    )
