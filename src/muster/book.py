"""The book: who stands where and what everything is worth, kept true after every search.

With ``price`` of a post, the price of a *slot* (a hand's day) and `F` the cost of the n-th shift:

* a used slot is worth ``price - cost``; an unused one at least that for every post it could serve;
* all unused slots of a hand are worth the hand's own price ``y``, used ones at least that;
* ``F[load - 1] <= y``, and ``y <= F[load]`` unless the hand is at its cap;
* ``price <= weight``, with equality where a seat is empty.

These are the complementary slackness conditions of the flow: while they hold, the plan is the
cheapest for the seats and hands entered so far.
"""

from typing import Any, NamedTuple

import numpy as np

from muster.compiled import kernel, part
from muster.ground import NEVER, Ints32
from muster.problem import DAYS, Ints
from muster.rows import NUMBER

WEEK = 8
"""Places of a hand in `slot`: seven days, and one left empty: a week fills a line of memory."""
NOBODY, BLOCKED = 0, -1
"""What a slot holds that no post uses, and one that may not be used."""

HAND = np.dtype([("load", "i1"), ("cap", "i1")])
"""Shifts a hand stands and may stand."""
POST = np.dtype([(name, "i4") for name in ("price", "weight", "day", "first", "filled", "empty")])
"""A post's price, weight and day; where its slots lie in `seat` and how many; seats given up."""
STEP = np.dtype(
    [("mark", "i8"), ("lost", "i4"), ("gained", "i4"), ("cost", "i4"), ("before", "i4")]
)
"""How a search came to a post: ``stamp << 32 | distance``, the slot the post gives up, the slot the
post `before` gets instead (or, searching from a hand, the other way round), and for what."""


class Book(NamedTuple):
    """State of the search.

    slot int64 (V*7,): ``cost << 32 | post + 1`` of the pair each hand's day serves, or `NOBODY`, or
    `BLOCKED`. Only posts keep prices; those of slots and hands follow and are never stored.
    hand `HAND` (V,), post `POST` (D,), seat int32: the slots of each post.
    load_cost int64 (8,): cost of the n-th shift; the last is never paid.
    """

    slot: Ints
    hand: Any
    post: Any
    seat: Ints32
    load_cost: Ints


class Trail(NamedTuple):
    """Scratch of one search, stamped so that it need not be cleared.

    step `STEP` (D,). hand_mark int64 (V,). settled int32 (D,): a list.
    heap int64, found int64 (max(V, D) + 1,).
    end int64 (4,): how the best path ends: kind, post, slot, cost.
    tally int64 (2,): stamp, posts settled.
    tops int32, as long as `Ground.post_start`: the highest price in each cell, and of each kind.
    """

    step: Any
    hand_mark: Ints
    settled: Ints32
    heap: Ints
    found: Ints
    end: Ints
    tally: Ints
    tops: Ints32


DONE, NO_ROOM, HEAP_FULL = 0, 1, 2
"""How a kernel returns: finished; needs longer `Rows`; needs a longer heap."""


def new_trail(hands: int, posts: int, cells: int) -> Trail:
    """Return the scratch for this many hands, posts, and cells of posts."""
    return Trail(
        np.zeros(posts, STEP),
        np.zeros(hands, np.int64),
        np.zeros(posts, np.int32),
        np.empty(4 * posts + 1024, np.int64),
        np.empty(max(hands, posts) + 1, np.int64),
        np.zeros(4, np.int64),
        np.zeros(2, np.int64),
        np.zeros(cells, np.int32),
    )


@part
def held_by(slot):
    """Return the post that uses a slot, by what the slot holds."""
    return (slot & NUMBER) - 1


@part
def own_price(slots, hand, post, load_cost, i):
    """Return the largest price hand `i` may have: of its next shift or its cheapest used slot."""
    price, load = np.int64(NEVER), hand[i].load
    if load < hand[i].cap:
        price = load_cost[load]
    if load > 0:
        for s in range(i * WEEK, i * WEEK + DAYS):
            slot = slots[s]
            if slot > NOBODY:
                price = min(price, post[held_by(slot)].price - (slot >> 32))
    return price


@part
def slot_price(slots, hand, post, load_cost, s, slot):
    """Return the price of slot `s`, which holds `slot`."""
    if slot > NOBODY:
        return post[held_by(slot)].price - (slot >> 32)
    if slot == BLOCKED:
        return np.int64(NEVER)
    return own_price(slots, hand, post, load_cost, s // WEEK)


@kernel
def shift_prices(post, step, order, settled, best, sign):
    """Move the price of every post nearer than `best` by what it was nearer, up or down."""
    for a in range(settled):
        j = order[a]
        post[j].price += sign * max(best - (step[j].mark & NUMBER), 0)


@part
def move_seat(slots, post, seat, j, out, into, cost):
    """Let post `j` give up slot `out` and take slot `into` at `cost`; -1 stands for no slot."""
    last = post[j].first + post[j].filled
    if out < 0:
        post[j].filled += 1
        at = last
    else:
        at = np.int64(post[j].first)
        while seat[at] != out:
            at += 1
        if held_by(slots[out]) == j:  # unless another has taken it by now
            slots[out] = NOBODY
    if into >= 0:
        seat[at] = into
        slots[into] = (np.int64(cost) << 32) | np.int64(j + 1)
    else:
        post[j].filled -= 1
        seat[at] = seat[last - 1]
