"""Which posts a hand could serve: scanned by kind and place, never listed beforehand.

Prices rise and fall between repairs: a list sorted by what a post is worth would be wrong as soon
as it was made. A kind or a cell is passed over when even its dearest post, at the cell's edge,
could not win. Kinds are kept apart because one dear post for nurses would otherwise keep a cell
open for everybody.
"""

import numpy as np

from muster.book import DONE, HEAP_FULL, WEEK
from muster.candidates import SLACK, cost_in_grid, is_odd, masks_allow
from muster.compiled import kernel, part
from muster.ground import NEVER
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
    n = reach_post(step, heap, j, r, lost, i * WEEK + post[j].day, cost, before, stamp, n)
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
    """Go through the kinds hand `i` could serve on `days`."""
    held, free, liked = ground.hand_bits[i, 0], ground.hand_bits[i, 1], ground.hand_bits[i, 2]
    bits, net, tops = ground.kind_bits, ground.post_net, trail.tops
    last = net.size - 1
    for kind in range(net.size):
        extra = ground.terms[1]
        if kind < last:
            if (
                free & bits[kind, 1] == 0
                or days >> bits[kind, 3] & 1 == 0
                or bits[kind, 0] & held != bits[kind, 0]
            ):
                continue
            if liked & bits[kind, 2] == 0:
                extra += ground.terms[0]
        top = tops[net[kind].first + net[kind].across * net[kind].up]
        if worth + extra - top < best:
            best, n = ask_kind(
                ground, book, trail, i, kind, extra, days, worth, before, lost, best, stamp, n
            )
    return best, n


@kernel
def ask_kind(ground, book, trail, i, kind, extra, days, worth, before, lost, best, stamp, n):
    """Go through the posts of one kind near hand `i`, cell by cell."""
    starts, tops, net = ground.post_start, trail.tops, ground.post_net[kind]
    side, base = net.side, worth + extra
    top = tops[net.first + net.across * net.up]
    far = min(ground.hand[i, 2], np.float64(best - base + top)) + SLACK
    east, north = ground.hand[i, 0] - ground.box[0], ground.hand[i, 1] - ground.box[1]
    first_x, last_x = cells_within(east, far, side, net.across)
    first_y, last_y = cells_within(north, far, side, net.up)
    east = min(max(east, 0.0), side * net.across)
    north = min(max(north, 0.0), side * net.up)
    for x in range(first_x, last_x + 1):
        off_x = max(x * side - east, east - (x + 1) * side)
        for y in range(first_y, last_y + 1):
            cell = net.first + x * net.up + y
            off_y = max(y * side - north, north - (y + 1) * side)
            metres = np.int64(max(max(off_x, off_y) - SLACK, 0.0))
            if base + metres - tops[cell] < best:
                best, n = ask_cell(
                    ground, book, trail, i, starts[cell], starts[cell + 1], kind, extra, days,
                    worth, before, lost, best, stamp, n,
                )  # fmt: skip
    return best, n


@part
def cells_within(at, far, side, many):
    """Return the first and last of `many` cells in a line that lie within `far` of a place."""
    return (
        np.int64(min(max((at - far) / side, 0.0), many - 1.0)),
        np.int64(min(max((at + far) / side, 0.0), many - 1.0)),
    )


@part
def ask_cell(
    ground, book, trail, i, first, stop, kind, extra, days, worth, before, lost, best, stamp, n
):
    """Go through the posts ``post_member[first:stop]`` of one kind."""
    hand, hand_bits, at, post_bits = ground.hand, ground.hand_bits, ground.post, ground.post_bits
    of_hand, of_post, allowed = ground.group_of_hand, ground.group_of_post, ground.allowed
    odd_start, odd_hand = ground.odd_start, ground.odd_hand
    members, terms, known = ground.post_member, ground.terms, kind < ground.post_net.size - 1
    post, step, heap, end = book.post, trail.step, trail.heap, trail.end
    for a in range(first, stop):
        j = np.int64(members[a])
        if worth + extra - post[j].price >= best or days >> post[j].day & 1 == 0:
            continue
        cost = cost_in_grid(hand, hand_bits, at, post_bits, terms, i, j, known, extra)
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
    """Note the highest price in each cell, and, behind the cells, of each kind.

    While prices fall they stay upper bounds.
    """
    starts, members, post = ground.post_start, ground.post_member, book.post
    for kind in range(ground.post_net.size):
        net = ground.post_net[kind]
        behind = net.first + net.across * net.up
        highest = np.int64(-NEVER)
        for cell in range(net.first, behind):
            top = np.int64(-NEVER)
            for a in range(starts[cell], starts[cell + 1]):
                top = max(top, np.int64(post[members[a]].price))
            tops[cell] = top
            highest = max(highest, top)
        tops[behind] = highest


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
