"""When time is up: send whoever is free to the seats still open, calling nobody away.

The search leaves a plan that is the best for the seats it has dealt with; the seats it has not are
empty. Here they are filled from the nearest free hands, heaviest posts first, as a patient officer
would. Prices stay as they are, so what they prove stays proven.
"""

import numpy as np

from muster.candidates import NONE_YET, look_around
from muster.compiled import kernel
from muster.engine import Engine, seats_in_order
from muster.problem import DAYS, Ints
from muster.rows import GROWTH, NUMBER

FIRST_LOOK = 32


@kernel
def take_free(entry, first, n, day, weight, need, load_cost, taken, load, cap, who, at):
    """Take up to `need` free hands from a sorted list; return how many."""
    chosen = 0
    for a in range(first, first + n):
        cost, i = entry[a] >> 32, entry[a] & NUMBER
        if chosen == need or cost >= weight:
            break
        slot = i * DAYS + day
        if not taken[slot] and load[i] < cap[i] and cost + load_cost[load[i]] < weight:
            taken[slot] = True
            load[i] += 1
            who[at + chosen] = i
            chosen += 1
    return chosen


@kernel
def send_free(ground, rows, post, left, order, load_cost, taken, load, cap, found, who, where):
    """Fill the seats left of each post in `order` from its row, looking further where it ends.

    Parameters
    ----------
    left : int64 (D,), seats still open
    taken : bool (V*7,), load, cap : int64 (V,); changed as hands are sent
    who, where : int64 (sum of left,), written

    Returns
    -------
    int : how many pairs were written
    """
    sent = 0
    for k in order:
        day, weight, need = post[k].day, np.int64(post[k].weight), left[k]
        first, n = rows.row[k].start, rows.row[k].length
        got = take_free(
            rows.entry, first, n, day, weight, need, load_cost, taken, load, cap, who, sent
        )
        whole = rows.row[k].whole != 0
        while got < need and not whole:
            want = GROWTH * n + FIRST_LOOK
            n, whole = look_around(ground, k, want, weight, NONE_YET, found)
            got += take_free(
                found, 0, n, day, weight, need - got, load_cost, taken, load, cap, who, sent + got
            )
            if n < want:
                break
        where[sent : sent + got] = k
        sent += got
    return sent


def send_the_rest(engine: Engine, volunteer: Ints, demand: Ints) -> tuple[Ints, Ints]:
    """Return further pairs for the seats a plan in the making leaves open.

    Parameters
    ----------
    volunteer, demand : int64 (P,), int64 (P,)
        Pairs there are already, the frozen ones among them, in the problem's rows.
    """
    city = engine.city
    problem = city.problem
    left = (problem.seats - np.bincount(demand, minlength=problem.demands))[city.demand_of]
    hand = city.hand_of[volunteer]
    taken = np.zeros(problem.volunteers * DAYS, np.bool_)
    taken[hand * DAYS + problem.day[demand]] = True
    load = np.bincount(hand, minlength=problem.volunteers)
    who, where = np.empty(int(left.sum()), np.int64), np.empty(int(left.sum()), np.int64)
    order = seats_in_order(engine.book, np.minimum(left, 1))
    found = np.empty(max(problem.volunteers, problem.demands) + 1, np.int64)
    cap = problem.weekly_cap[city.volunteer_of]
    sent = send_free(
        city.ground, engine.rows_of_posts(), engine.book.post, left, order,
        engine.book.load_cost, taken, load, cap, found, who, where,
    )  # fmt: skip
    return city.volunteer_of[who[:sent]], city.demand_of[where[:sent]]
