"""Use one shift of one hand: the same search from the other side, prices coming down.

A Dijkstra search over posts, backwards: from a hand with a free shift to a post it could serve,
from there to a hand that post could release, and on, until somebody fills an empty seat or goes
home. It serves cities where seats outrun hands, hands that return, and posts that shrink.
"""

import numpy as np

from muster.asking import FILL_SEAT, SEND_HOME, STAY_HOME, ask_posts
from muster.book import (
    DONE,
    NOBODY,
    WEEK,
    move_seat,
    own_price,
    shift_prices,
)
from muster.compiled import kernel, part
from muster.ground import NEVER
from muster.heap import pop
from muster.problem import DAYS
from muster.rows import NUMBER
from muster.seat_search import end_with, reach_post


@part
def free_days(slots, i):
    """Return a bit for each day on which hand `i` stands nowhere and may stand."""
    days = 0
    for day in range(DAYS):
        if slots[i * WEEK + day] == NOBODY:
            days |= 1 << day
    return days


@kernel
def send_home(book, trail, j, d, best):
    """End the path to post `j`, settled at `d`, with one of its hands going home if that is best.

    Returns the best length.
    """
    slots, hand, seat, load_cost = book.slot, book.hand, book.seat, book.load_cost
    first, worth = book.post[j].first, d + book.post[j].price
    for b in range(first, first + book.post[j].filled):
        s = np.int64(seat[b])
        length = worth - (slots[s] >> 32) - load_cost[hand[s // WEEK].load - 1]
        if length < best:
            best = length
            end_with(trail.end, SEND_HOME, j, s, 0)
    return best


@kernel
def release_hands(ground, rows, book, trail, j, d, best, stamp, n):
    """Let each hand of post `j`, settled at `d`, go home or elsewhere.

    No post pays a free day more than the hand's own price, so it is asked only where that could
    win.

    Returns the best length, the heap's size and a status.
    """
    slots, hand, post, seat, hand_mark = book.slot, book.hand, book.post, book.seat, trail.hand_mark
    best = send_home(book, trail, j, d, best)
    for b in range(post[j].first, post[j].first + post[j].filled):
        s = np.int64(seat[b])
        i = s // WEEK
        worth = d + post[j].price - (slots[s] >> 32)
        days = 1 << post[j].day
        mark = hand_mark[i]
        if mark >> 32 != stamp or mark & NUMBER > worth:
            hand_mark[i] = (stamp << 32) | worth
            if worth - own_price(slots, hand, post, book.load_cost, i) < best:
                days |= free_days(slots, i)
        best, n, status = ask_posts(ground, rows, book, trail, i, days, worth, j, s, best, stamp, n)
        if status != DONE:
            return best, n, status
    return best, n, DONE


@kernel
def walk_posts(ground, rows, book, trail, best, stamp, n):
    """Settle posts until the best end is reached; return its length, posts settled, status."""
    step, heap, order = trail.step, trail.heap, trail.settled
    settled = 0
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
        best, n, status = release_hands(ground, rows, book, trail, j, d, best, stamp, n)
        if status != DONE:
            return best, settled, status
    return best, settled, DONE


@kernel
def follow_hand(book, trail):
    """Move everyone along the path found."""
    slots, hand, post, seat, step = book.slot, book.hand, book.post, book.seat, trail.step
    j, lose = trail.end[1], trail.end[2]
    if trail.end[0] == FILL_SEAT:
        post[j].empty -= 1
    else:
        hand[lose // WEEK].load -= 1
    while j >= 0:
        gain = np.int64(step[j].gained)
        move_seat(slots, post, seat, j, lose, gain, np.int64(step[j].cost))
        lose, j = np.int64(step[j].lost), np.int64(step[j].before)


@kernel
def use_shift(ground, rows, book, trail, i, top):
    """Let hand `i` stand one shift more if that lowers the cost.

    Its load must be below its cap; `top` is a price no post exceeds, and what the hand is thought
    worth to begin with (what that is too much stands in every path alike). Returns a status, and
    whether the shift was used.
    """
    load, days = book.hand[i].load, free_days(book.slot, i)
    best = np.int64(top) - book.load_cost[load]
    if best <= 0:
        return DONE, False
    trail.tally[0] += 1
    stamp = trail.tally[0]
    end_with(trail.end, STAY_HOME, -1, -1, 0)
    trail.hand_mark[i] = (stamp << 32) | np.int64(top)
    best, n, status = ask_posts(ground, rows, book, trail, i, days, top, -1, -1, best, stamp, 0)
    if status != DONE:
        return status, False
    best, settled, status = walk_posts(ground, rows, book, trail, best, stamp, n)
    if status != DONE:
        return status, False
    trail.tally[1] += settled
    used = trail.end[0] != STAY_HOME
    shift_prices(book.post, trail.step, trail.settled, settled, best, -1)
    if used:
        book.hand[i].load += 1
        follow_hand(book, trail)
    return DONE, used


@kernel
def use_hands(ground, rows, book, trail, order, begin, patience, top):
    """Enter every shift of the hands ``order[begin:]`` until `patience` posts have been settled.

    The cap of each hand holds the shifts it may stand in all. Returns where it stopped, a status.
    """
    stop = trail.tally[1] + patience
    for a in range(begin, order.size):
        i = np.int64(order[a])
        while book.hand[i].load < book.hand[i].cap:
            status, used = use_shift(ground, rows, book, trail, i, top)
            if status != DONE:
                return a, status
            if not used:
                break
        if trail.tally[1] >= stop:
            return a + 1, DONE
    return order.size, DONE


@kernel
def drop_seat(ground, rows, book, trail, j):
    """Take one filled seat from post `j`: whoever can best be spared goes home or elsewhere.

    The post must have no empty seat. Returns a status.
    """
    trail.tally[0] += 1
    stamp = trail.tally[0]
    n = reach_post(trail.step, trail.heap, j, np.int64(0), -1, -1, 0, -1, stamp, 0)
    best, settled, status = walk_posts(ground, rows, book, trail, np.int64(NEVER), stamp, n)
    if status != DONE:
        return status
    trail.tally[1] += settled
    shift_prices(book.post, trail.step, trail.settled, settled, best, -1)
    follow_hand(book, trail)
    return DONE


@kernel
def drop_seats(ground, rows, book, trail, j, begin, count):
    """Take seats `begin` to `count` from post `j`. Returns where it stopped, a status."""
    for a in range(begin, count):
        status = drop_seat(ground, rows, book, trail, j)
        if status != DONE:
            return a, status
    return count, DONE
