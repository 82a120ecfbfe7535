"""Which posts a hand could serve: scanned by shift and place, never listed beforehand.

Prices rise and fall between repairs: a list sorted by what a post is worth would be wrong as soon
as it was made. A wide cell is passed over when even its dearest post, at the cell's edge, could not
win.
"""

import numpy as np

from muster.book import DONE, HEAP_FULL
from muster.candidates import SLACK, cost_by_bits, is_odd, masks_allow
from muster.compiled import kernel, part
from muster.ground import NEVER
from muster.problem import DAYS
from muster.rows import NUMBER
from muster.seat_search import end_with, reach_post

STAY_HOME, FILL_SEAT, SEND_HOME = 0, 1, 2
"""How a path may end: the shift stays unused; an empty seat is filled; another hand goes home."""


@part
def reach_if_better(post, step, heap, end, i, j, cost, worth, before, lost, best, stamp, n):
    """Note the path over hand `i` to post `j` if it could still win.

    Returns the best length, which an empty seat of the post makes final, and the heap's size.
    """
    r = worth + cost - post[j].price
    if r >= best:
        return best, n
    n = reach_post(step, heap, j, r, lost, i * DAYS + post[j].day, cost, before, stamp, n)
    if post[j].empty > 0:
        best = r
        end_with(end, FILL_SEAT, j, -1, 0)
    return best, n


@kernel
def ask_listed(rows, book, trail, i, days, worth, before, lost, best, stamp, n):
    """Go through the posts an explicit row of hand `i` lists."""
    post, entry = book.post, rows.entry
    step, heap, end = trail.step, trail.heap, trail.end
    first = rows.row[i].start
    for a in range(first, first + rows.row[i].length):
        j = entry[a] & NUMBER
        if days >> post[j].day & 1:
            cost = entry[a] >> 32
            best, n = reach_if_better(
                post, step, heap, end, i, j, cost, worth, before, lost, best, stamp, n
            )
    return best, n


@kernel
def ask_around(ground, book, trail, i, days, worth, before, lost, best, stamp, n):
    """Go through the posts near hand `i` in its shifts."""
    hand, hand_bits, at, post_bits = ground.hand, ground.hand_bits, ground.post, ground.post_bits
    of_hand, of_post, allowed = ground.group_of_hand, ground.group_of_post, ground.allowed
    odd_start, odd_hand = ground.odd_start, ground.odd_hand
    starts, shift_day, members, terms = (
        ground.post_start, ground.shift_day, ground.post_member, ground.terms,
    )  # fmt: skip
    post, step, heap, end = book.post, trail.step, trail.heap, trail.end
    held, free = hand_bits[i, 0], hand_bits[i, 1]
    tops, width, up = trail.tops, ground.box[2], ground.wide[1]
    east = min(max(hand[i, 0] - ground.box[0], 0.0), width * ground.wide[0])
    north = min(max(hand[i, 1] - ground.box[1], 0.0), width * up)
    first_x, last_x, first_y, last_y = wide_window(ground, i)
    rows_up = last_y + 1 - first_y
    for shift in range(shift_day.size):
        if free >> shift & 1 == 0 or days >> shift_day[shift] & 1 == 0:
            continue
        for k in range((last_x + 1 - first_x) * rows_up):
            x, y = first_x + k // rows_up, first_y + k % rows_up
            cell = x * up + y
            off_x = max(x * width - east, east - (x + 1) * width)
            off_y = max(y * width - north, north - (y + 1) * width)
            metres = np.int64(max(max(off_x, off_y) - SLACK, 0.0))
            if worth + terms[1] + metres - tops[shift, cell] >= best:
                continue
            for a in range(starts[shift, cell], starts[shift, cell + 1]):
                j = np.int64(members[a])
                if (
                    worth + terms[1] - post[j].price >= best
                    or post_bits[j, 0] & held != post_bits[j, 0]
                ):
                    continue
                cost = cost_by_bits(hand, hand_bits, at, post_bits, terms, i, j, True)
                if (
                    cost >= 0
                    and worth + cost - post[j].price < best
                    and masks_allow(of_hand, of_post, allowed, i, j)
                    and not is_odd(odd_start, odd_hand, i, j)
                ):
                    best, n = reach_if_better(
                        post, step, heap, end, i, j, cost, worth, before, lost, best, stamp, n
                    )
    return best, n


@kernel
def note_tops(ground, book, tops):
    """Note the highest price in each wide cell; while prices fall it stays an upper bound."""
    starts, members, post = ground.post_start, ground.post_member, book.post
    for shift in range(tops.shape[0]):
        for cell in range(tops.shape[1]):
            top = np.int64(-NEVER)
            for a in range(starts[shift, cell], starts[shift, cell + 1]):
                top = max(top, np.int64(post[members[a]].price))
            tops[shift, cell] = top


@part
def wide_window(ground, i):
    """Return the first and last column and row of wide cells hand `i` can reach."""
    width, far = ground.box[2], ground.hand[i, 2] + SLACK
    across, up = ground.wide[0] - 1.0, ground.wide[1] - 1.0
    east, north = ground.hand[i, 0] - ground.box[0], ground.hand[i, 1] - ground.box[1]
    return (
        np.int64(min(max((east - far) / width, 0.0), across)),
        np.int64(min(max((east + far) / width, 0.0), across)),
        np.int64(min(max((north - far) / width, 0.0), up)),
        np.int64(min(max((north + far) / width, 0.0), up)),
    )


@kernel
def ask_apart(ground, book, trail, i, days, worth, before, lost, best, stamp, n):
    """Go through the posts for which hand `i` has a cost of its own."""
    post, step, heap, end = book.post, trail.step, trail.heap, trail.end
    for a in range(ground.oddly_start[i], ground.oddly_start[i + 1]):
        j, cost = np.int64(ground.oddly_post[a]), ground.oddly_cost[a]
        if cost >= 0 and days >> post[j].day & 1:
            best, n = reach_if_better(
                post, step, heap, end, i, j, cost, worth, before, lost, best, stamp, n
            )
    return best, n


@kernel
def ask_posts(ground, rows, book, trail, i, days, worth, before, lost, best, stamp, n):
    """Go through the posts hand `i`, worth `worth`, could serve on `days`.

    Returns the best length, the heap's size and a status.
    """
    if n + ground.post.shape[0] >= trail.heap.size:
        return best, n, HEAP_FULL
    if rows.row.size:
        best, n = ask_listed(rows, book, trail, i, days, worth, before, lost, best, stamp, n)
    else:
        best, n = ask_apart(ground, book, trail, i, days, worth, before, lost, best, stamp, n)
        best, n = ask_around(ground, book, trail, i, days, worth, before, lost, best, stamp, n)
    return best, n, DONE
