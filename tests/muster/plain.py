"""The model once more, in plain Python: pairs, brute force and the certificate for small problems.

Written from the description alone (`muster.Problem`), with loops, ints and `math`, so that it
shares no thought with the engine and none with the numpy of `muster.verify`.
"""

import itertools
import math


def eligible(problem, i, j):
    """Return whether volunteer i may stand in demand j."""
    if (i, j) in declined(problem):
        return False
    if not all(mask.allowed[mask.of_volunteer[i]][mask.of_demand[j]] for mask in problem.masks):
        return False
    if problem.arc_ptr is not None:
        return i in row_of(problem, j)
    required = int(problem.required[j])
    return (
        int(problem.qualifications[i]) & required == required
        and bool(int(problem.availability[i]) & (1 << int(problem.shift[j])))
        and metres(problem, i, j) <= float(problem.max_distance[i])
    )


def metres(problem, i, j):
    across = float(problem.volunteer_x[i]) - float(problem.demand_x[j])
    up = float(problem.volunteer_y[i]) - float(problem.demand_y[j])
    return math.sqrt(across * across + up * up)


def cost(problem, i, j):
    """Return what the pair costs, less what breaking the word given to i would cost."""
    spent = -int(problem.change_cost) if (i, j) in told(problem) else 0
    if problem.arc_ptr is not None:
        return spent + row_of(problem, j)[i]
    spent += math.floor(metres(problem, i, j)) + int(problem.recent_cost) * int(problem.recent[i])
    if not int(problem.preferred[i]) & (1 << int(problem.demand_class[j])):
        spent += int(problem.preference_cost)
    return spent


def row_of(problem, j):
    """Return {volunteer: cost} of the explicit arcs of demand j."""
    arcs = range(int(problem.arc_ptr[j]), int(problem.arc_ptr[j + 1]))
    return {int(problem.arc_volunteer[a]): int(problem.arc_cost[a]) for a in arcs}


def told(problem):
    return set(zip(problem.told_volunteer.tolist(), problem.told_demand.tolist(), strict=True))


def frozen(problem):
    return set(zip(problem.frozen_volunteer.tolist(), problem.frozen_demand.tolist(), strict=True))


def declined(problem):
    pairs = problem.declined_volunteer.tolist(), problem.declined_demand.tolist()
    return set(zip(*pairs, strict=True))


def day_of(problem, j):
    return int(problem.shift_day[int(problem.shift[j])])


def load(problem, first, last):
    """Return what the turns first+1 … last of one volunteer cost."""
    return sum(int(problem.load_cost[turn]) for turn in range(first, last))


def best_objective(problem):
    """Return the least any plan can cost, by trying every week of every volunteer."""
    seats = tuple(int(s) for s in problem.seats)
    least = {seats: 0}
    for i in range(len(problem.volunteer_x)):
        nexts = {}
        for week, spent in weeks(problem, i):
            for left, before in least.items():
                after = tuple(s - week.count(j) for j, s in enumerate(left))
                if min(after, default=0) >= 0:
                    total = before + spent
                    if total < nexts.get(after, total + 1):
                        nexts[after] = total
        least = nexts
    empty = {
        left: spent + sum(s * int(w) for s, w in zip(left, problem.weight, strict=True))
        for left, spent in least.items()
    }
    return min(empty.values()) + int(problem.change_cost) * len(told(problem))


def weeks(problem, i):
    """Yield every week volunteer i could have (demands, at most one a day) and its cost."""
    by_day = {}
    for j in range(len(problem.seats)):
        if eligible(problem, i, j):
            by_day.setdefault(day_of(problem, j), [None]).append(j)
    must = {j for who, j in frozen(problem) if who == i}
    for chosen in itertools.product(*by_day.values()):
        week = [j for j in chosen if j is not None]
        if len(week) <= int(problem.weekly_cap[i]) and must <= set(week):
            yield week, sum(cost(problem, i, j) for j in week) + load(problem, 0, len(week))


def bound(problem, price):
    """Return what these prices prove, pair by pair."""
    fixed = frozen(problem)
    price = [min(int(p), int(w)) for p, w in zip(price, problem.weight, strict=True)]
    total = int(problem.change_cost) * len(told(problem))
    for j, seats in enumerate(problem.seats):
        total += price[j] * (int(seats) - sum(where == j for _, where in fixed))
    for i in range(len(problem.volunteer_x)):
        mine = [j for who, j in fixed if who == i]
        total += sum(cost(problem, i, j) for j in mine) + load(problem, 0, len(mine))
        total -= most_gain(problem, price, i, mine)
    return total


def most_gain(problem, price, i, mine):
    """Return the most volunteer i could gain on days and turns not frozen."""
    best = {}
    for j, worth in enumerate(price):
        day = day_of(problem, j)
        if eligible(problem, i, j) and day not in {day_of(problem, other) for other in mine}:
            best[day] = max(best.get(day, 0), worth - cost(problem, i, j))
    gains = sorted(best.values(), reverse=True)[: int(problem.weekly_cap[i]) - len(mine)]
    return sum(
        max(0, g - load(problem, len(mine) + t, len(mine) + t + 1)) for t, g in enumerate(gains)
    )


def objective(problem, volunteer, demand):
    """Return what a plan costs: pairs, loads, empty seats, broken words."""
    pairs = list(zip(volunteer.tolist(), demand.tolist(), strict=True))
    total = sum(cost(problem, i, j) for i, j in pairs) + int(problem.change_cost) * len(
        told(problem)
    )
    for i in range(len(problem.volunteer_x)):
        total += load(problem, 0, sum(who == i for who, _ in pairs))
    for j, seats in enumerate(problem.seats):
        total += int(problem.weight[j]) * (int(seats) - sum(where == j for _, where in pairs))
    return total
