"""Who could stand in a post, cheapest first, found by walking outwards over the grid.

What the walk returns is a *complete* prefix of the list sorted by (cost, number): nobody missing
can be cheaper than the last one listed.
"""

import numpy as np

from muster.compiled import allocating_kernel, kernel, part
from muster.sorting import sort_entries

NOT_ALLOWED = -1
NOT_ODD = -2
NOBODY_LEFT = np.int64(1) << 40
NONE_YET = -1
"""What every entry comes behind: a forbidden pair, whose cost is negative, does not."""
SLACK = 1e-3
"""Metres by which a ring is thought narrower than it is, against rounding of the cell sides."""


@part
def masks_allow(group_of_hand, group_of_post, allowed, i, j):
    """Return True when every mask lets hand `i` serve post `j`."""
    for m in range(allowed.shape[0]):
        if not allowed[m, group_of_hand[m, i], group_of_post[m, j]]:
            return False
    return True


@part
def cost_by_place(hand, post, i, j, extra):
    """Return what the pair costs by place, and `extra` (int64), or `NOT_ALLOWED`."""
    across, up = hand[i, 0] - post[j, 0], hand[i, 1] - post[j, 1]
    metres = np.sqrt(across * across + up * up)
    if metres > hand[i, 2]:
        return np.int64(NOT_ALLOWED)
    return np.int64(metres) + np.int64(hand[i, 3]) + extra


@part
def cost_by_bits(hand, hand_bits, post, post_bits, terms, i, j):
    """Return what the pair costs by place and bits (int64, shifted), or `NOT_ALLOWED`."""
    need, extra = post_bits[j, 0], terms[1]
    if hand_bits[i, 0] & need != need or hand_bits[i, 1] & post_bits[j, 1] == 0:
        return np.int64(NOT_ALLOWED)
    if hand_bits[i, 2] & post_bits[j, 2] == 0:
        extra += terms[0]
    return cost_by_place(hand, post, i, j, extra)


@part
def cost_in_grid(hand, hand_bits, post, post_bits, terms, i, j, known, extra):
    """Return the same as `cost_by_bits`; where a grid's bits are `known`, by place and `extra`."""
    if known:
        return cost_by_place(hand, post, i, j, extra)
    return cost_by_bits(hand, hand_bits, post, post_bits, terms, i, j)


@kernel
def rule_cost(ground, i, j):
    """Return what the pair costs by the rules (int64, shifted), or `NOT_ALLOWED`."""
    cost = cost_by_bits(
        ground.hand, ground.hand_bits, ground.post, ground.post_bits, ground.terms, i, j
    )
    if not masks_allow(ground.group_of_hand, ground.group_of_post, ground.allowed, i, j):
        return np.int64(NOT_ALLOWED)
    return cost


@allocating_kernel
def rule_costs(ground, hand, post):
    """Return `rule_cost` of each pair: int64 (n,)."""
    cost = np.empty(hand.size, np.int64)
    for a in range(hand.size):
        cost[a] = rule_cost(ground, hand[a], post[a])
    return cost


@part
def is_odd(odd_start, odd_hand, i, j):
    """Return True when the pair has a cost of its own, or is forbidden."""
    for a in range(odd_start[j], odd_start[j + 1]):  # noqa: SIM110 -- numba knows no generators
        if odd_hand[a] == i:
            return True
    return False


@part
def note_ring(ground, j, side, column, row, ring, after, found, n):
    """Append the allowed pairs of one ring of cells of a grid; return the new length."""
    net, starts = ground.net[ground.kind[j], side], ground.start
    south, north = max(row - ring, 0), min(row + ring, net.up - 1)
    for x in range(max(column - ring, 0), min(column + ring, net.across - 1) + 1):
        cells = net.first + x * net.up
        first, last = starts[cells + south], starts[cells + north + 1]
        if x == column - ring or x == column + ring:
            n = note_hands(ground, j, side, first, last, after, found, n)
            continue
        if row >= ring:
            stop = starts[cells + south + 1]
            n = note_hands(ground, j, side, first, stop, after, found, n)
        if row + ring < net.up:
            n = note_hands(ground, j, side, starts[cells + north], last, after, found, n)
    return n


@kernel
def note_hands(ground, j, side, first, stop, after, found, n):
    """Append the allowed pairs of ``member[first:stop]`` behind entry `after`; return the new
    length.
    """
    hand, hand_bits, post, post_bits = ground.hand, ground.hand_bits, ground.post, ground.post_bits
    of_hand, of_post, allowed = ground.group_of_hand, ground.group_of_post, ground.allowed
    odd_start, odd_hand = ground.odd_start, ground.odd_hand
    members, terms = ground.member, ground.terms
    known = ground.kind[j] < ground.net.shape[0] - 1
    pinned = allowed.shape[0] > 0 or odd_start[j] < odd_start[j + 1]
    extra = terms[1] + side * terms[0]
    for a in range(first, stop):
        i = np.int64(members[a])
        cost = cost_in_grid(hand, hand_bits, post, post_bits, terms, i, j, known, extra)
        entry = (cost << 32) | i
        found[n] = entry  # overwritten by the next unless this one counts
        if pinned and (
            not masks_allow(of_hand, of_post, allowed, i, j) or is_odd(odd_start, odd_hand, i, j)
        ):
            continue
        n += entry > after
    return n


@kernel
def note_odd(ground, j, after, found):
    """Begin the list with the pairs that have a cost of their own; return its length."""
    n = 0
    for a in range(ground.odd_start[j], ground.odd_start[j + 1]):
        entry = (ground.odd_cost[a] << 32) | np.int64(ground.odd_hand[a])
        if entry > after:
            found[n] = entry
            n += 1
    return n


@kernel
def count_below(found, n, ceiling):
    """Return how many of the first `n` entries cost less than `ceiling`."""
    below = 0
    for a in range(n):
        if found[a] >> 32 < ceiling:
            below += 1
    return below


@allocating_kernel
def sort_below(found, n, ceiling):
    """Keep the entries below `ceiling`, sorted; return how many there are."""
    kept = 0
    for a in range(n):
        if found[a] >> 32 < ceiling:
            found[kept] = found[a]
            kept += 1
    sort_entries(found, 0, kept)
    return kept


@part
def centre_of(ground, net, j):
    """Return the cell a post lies in, or the nearest to it: column and row; then the metres from
    the post to the cell's nearest side, and how many rings there are around the cell.
    """
    across, up, width = net.across, net.up, net.side
    east = min(max(ground.post[j, 0] - ground.box[0], 0.0), across * width)
    north = min(max(ground.post[j, 1] - ground.box[1], 0.0), up * width)
    column = min(np.int64(east // width), across - 1)
    row = min(np.int64(north // width), up - 1)
    inside_x, inside_y = east - column * width, north - row * width
    margin = min(min(inside_x, width - inside_x), min(inside_y, width - inside_y)) - SLACK
    return column, row, margin, max(max(column, across - 1 - column), max(row, up - 1 - row))


@part
def cost_beyond(ground, side, width, margin, farthest, ring):
    """Return a cost below which nobody outside `ring` of a grid can be, or `NOBODY_LEFT`."""
    known = ring * width + margin
    if known >= ground.reach[0] or ring >= farthest:
        return np.int64(NOBODY_LEFT)
    return np.int64(max(known, 0.0)) + ground.terms[1] + side * ground.terms[0]


@allocating_kernel
def look_around(ground, j, want, limit, after, found):
    """List the cheapest hands for post `j` who come behind one already listed.

    Stops when `want` are known, or everyone who costs less than `limit`, or everyone. Walks over
    both grids of the post's kind, always further on the one where someone cheaper may yet come.

    Parameters
    ----------
    after : int64, the last entry already listed, or `NONE_YET`
    found : int64 (V + 1,), overwritten: ``cost << 32 | hand``, sorted

    Returns
    -------
    n, whole : int, bool
        How many there are, and whether nobody comes behind them.
    """
    liked, other = ground.net[ground.kind[j], 0], ground.net[ground.kind[j], 1]
    column, row, margin, farthest = centre_of(ground, liked, j)
    column_2, row_2, margin_2, farthest_2 = centre_of(ground, other, j)
    n = note_odd(ground, j, after, found)
    ring, ring_2, check = 0, 0, want
    beyond, beyond_2 = ground.terms[1], ground.terms[1] + ground.terms[0]
    while True:
        if beyond <= beyond_2:
            n = note_ring(ground, j, 0, column, row, ring, after, found, n)
            beyond = cost_beyond(ground, 0, liked.side, margin, farthest, ring)
            ring += 1
        else:
            n = note_ring(ground, j, 1, column_2, row_2, ring_2, after, found, n)
            beyond_2 = cost_beyond(ground, 1, other.side, margin_2, farthest_2, ring_2)
            ring_2 += 1
        ceiling = min(beyond, beyond_2)
        if ceiling == NOBODY_LEFT:
            sort_entries(found, 0, n)
            return n, True
        if ceiling >= limit:
            return sort_below(found, n, ceiling), False
        if n >= check:
            if count_below(found, n, ceiling) >= want:
                return sort_below(found, n, ceiling), False
            check = n + (n >> 1)
