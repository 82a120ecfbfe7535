"""Fill one seat: the shortest augmenting path from a post, prices going up.

A Dijkstra search over posts by reduced cost. From a post at distance `d` one may leave one of
its seats empty (for ``weight - price``), or take a hand's free day, perhaps by calling the hand
away from another of its days. It stops as soon as no open path can beat the best end found;
candidates are read only while ``cost < price + best - d``, and looked up only when asked for.

The kernels take arrays out of their tuples once, so that the loop keeps them at hand.
"""

import numpy as np

from muster.book import (
    DONE,
    HEAP_FULL,
    NO_ROOM,
    NOBODY,
    WEEK,
    held_by,
    move_seat,
    shift_prices,
    slot_price,
)
from muster.compiled import kernel, part
from muster.heap import pop, push
from muster.problem import DAYS
from muster.rows import NUMBER, lengthen, open_row

STRIDE = 16
"""Floors passed over between two looks at the cost, beyond which a row need not be read."""

EMPTY_SEAT, NEW_SHIFT = 0, 1
"""How a path may end: a post leaves a seat empty; a hand stands one shift more."""


@part
def reach_post(step, heap, j, r, lost, gained, cost, before, stamp, n):
    """Note a path of length `r` to post `j` if it is the shortest yet; return the heap's size."""
    mark = step[j].mark
    if mark >> 32 == stamp and mark & NUMBER <= r:
        return n
    step[j].mark = (stamp << 32) | r
    step[j].lost = lost
    step[j].gained = gained
    step[j].cost = cost
    step[j].before = before
    return push(heap, n, (r << 32) | np.int64(j))


@part
def next_below(floor, at, stop, limit):
    """Return the first place from `at` whose floor is below `limit`, or `stop`."""
    while at < stop and floor[np.uint64(at)] >= limit:
        at += 1
    return at


@part
def end_with(end, kind, j, s, cost):
    """Note how the best path so far ends."""
    end[0] = kind
    end[1] = j
    end[2] = s
    end[3] = cost


@part
def ask_hand(
    slots, hand, post, load_cost, step, hand_mark, heap, end, j, s, price, cost, r, best, stamp, n
):
    """Follow the free slot `s` of a hand reached at `r`: one shift more, or another day given up.

    Returns the best length and the heap's size.
    """
    i = s // WEEK
    mark = hand_mark[i]
    if mark >> 32 == stamp and mark & NUMBER <= r:
        return best, n
    hand_mark[i] = (stamp << 32) | r
    load = hand[i].load
    if load < hand[i].cap:
        length = r + load_cost[load] - price
        if length < best:
            best = length
            end_with(end, NEW_SHIFT, j, s, cost)
    if load > 0:
        for other in range(i * WEEK, i * WEEK + DAYS):
            slot = slots[other]
            if slot > NOBODY:
                holder = held_by(slot)
                length = r + post[holder].price - (slot >> 32) - price
                if length < best:
                    n = reach_post(step, heap, holder, length, other, s, cost, j, stamp, n)
    return best, n


@kernel
def find_hand(ground, rows, book, trail, start, era):  # noqa: C901, PLR0915 -- the hot loop, kept whole
    """Search for the shortest path from post `start`; return its length, posts settled, status."""
    slots, hand, post, load_cost = book.slot, book.hand, book.post, book.load_cost
    row, entry, floor = rows.row, rows.entry, rows.floor
    step, hand_mark, heap, end = trail.step, trail.hand_mark, trail.heap, trail.end
    order = trail.settled
    trail.tally[0] += 1
    stamp = trail.tally[0]
    best, settled = np.int64(post[start].weight - post[start].price), 0
    end_with(end, EMPTY_SEAT, start, -1, 0)
    n = reach_post(step, heap, start, np.int64(0), -1, -1, 0, -1, stamp, 0)
    while n > 0:
        key = pop(heap, n)
        n -= 1
        d, j = key >> 32, key & NUMBER
        if d >= best:
            break
        if d > step[j].mark & NUMBER:
            continue
        order[settled] = j
        settled += 1
        length = d + post[j].weight - post[j].price
        if length < best:
            best = length
            end_with(end, EMPTY_SEAT, j, -1, 0)
        if best <= d:
            break
        open_row(row, entry, floor, j, era)
        base, day = d - post[j].price, post[j].day
        at = row[j].start
        stop = at + row[j].length
        while best > d:
            if at == stop:
                known = np.int64(row[j].length)
                if row[j].whole or (known and base + (entry[at - 1] >> 32) >= best):
                    break
                if not lengthen(ground, rows, j, trail.found):
                    return best, settled, NO_ROOM
                at = row[j].start + known
                stop = row[j].start + row[j].length
                if at == stop:
                    break
            cost = entry[at] >> 32
            if base + cost >= best:
                break
            if base + floor[at] >= best:
                at = next_below(floor, at + 1, min(at + STRIDE, stop), best - base)
                continue
            s = (entry[at] & NUMBER) * WEEK + day
            slot = slots[s]
            price = slot_price(slots, hand, post, load_cost, s, slot)
            floor[at] = cost + price
            at += 1
            r = base + cost + price
            if r >= best:
                continue
            if n + WEEK >= heap.size:
                return best, settled, HEAP_FULL
            holder = held_by(slot)
            if slot == NOBODY:
                best, n = ask_hand(
                    slots,
                    hand,
                    post,
                    load_cost,
                    step,
                    hand_mark,
                    heap,
                    end,
                    j,
                    s,
                    price,
                    cost,
                    r,
                    best,
                    stamp,
                    n,
                )
            elif holder != j:
                n = reach_post(step, heap, holder, r, s, s, cost, j, stamp, n)
    return best, settled, DONE


@kernel
def follow_seat(book, trail):
    """Move everyone along the path found."""
    slots, hand, post, seat, step = book.slot, book.hand, book.post, book.seat, trail.step
    j, gain, cost = trail.end[1], trail.end[2], trail.end[3]
    if trail.end[0] == NEW_SHIFT:
        hand[gain // WEEK].load += 1
    else:
        post[j].empty += 1
    while True:
        lose = step[j].lost
        if lose >= 0 or gain >= 0:
            move_seat(slots, post, seat, j, lose, gain, cost)
        if lose < 0:
            return
        gain, cost, j = np.int64(step[j].gained), np.int64(step[j].cost), np.int64(step[j].before)


@kernel
def fill_seat(ground, rows, book, trail, j, era):
    """Fill one seat more of post `j`, or leave one empty where that is cheapest."""
    best, settled, status = find_hand(ground, rows, book, trail, j, era)
    if status != DONE:
        return status
    shift_prices(book.post, trail.step, trail.settled, settled, best, 1)
    follow_seat(book, trail)
    trail.tally[1] += settled
    return DONE


@kernel
def fill_seats(ground, rows, book, trail, order, begin, patience, era):
    """Fill the seats of ``order[begin:]`` until `patience` posts have been settled.

    Returns where it stopped and a status; a seat that could not be finished is left as it was.
    """
    stop = trail.tally[1] + patience
    for a in range(begin, order.size):
        status = fill_seat(ground, rows, book, trail, order[a], era)
        if status != DONE:
            return a, status
        if trail.tally[1] >= stop:
            return a + 1, DONE
    return order.size, DONE
