"""Kinds of demand, each with two grids of its own: over hands that like its class, and over others.

A nurse at night is a hundred times rarer than a hand by day. On one grid for all kinds, looking
for her meant walking over empty cells; so each kind has cells wide enough to hold a few hands
where hands are dense. And who does not like a class comes as late as if from kilometres away: on
one grid with those who do, two thirds of everybody met on the way were met too early to be listed.
"""

from dataclasses import dataclass

import numpy as np

from muster.compiled import allocating_kernel, parallel_kernel, part, prange
from muster.problem import Floats, Ints

HANDS_PER_CELL = 4
"""Hands a cell should hold where hands are as dense as the typical hand sees them."""
POSTS_WIDER = 1.5
"""By how much cells of posts are wider: a hand passes over many for each it looks into."""
NARROWEST = 50.0
"""Metres: no cell is narrower."""
MOST_ACROSS = 2000
"""Cells on the longer side of a grid, at most."""
MOST_CHECKS = 300_000_000
"""Hands by kinds (classes apart) looked through to list them; beyond it all share one grid."""
MOST_MEMBERS = 12_000_000
"""Hands in all lists together, at most."""
EVERYONE = np.int64(np.iinfo(np.int64).min)
"""A shift bit no problem uses (shifts end at bit 62): set for everyone in the last kind."""

NET = np.dtype([("side", "f8"), ("across", "i8"), ("up", "i8"), ("first", "i8")])
"""A kind's grid: side of a cell in metres, cells across and up, where its cells lie in `start`."""


@dataclass(frozen=True)
class Kinds:
    """Distinct (required, shift, class) of the posts, with the grids of hands of each.

    bits int64 (K, 3): required bits, bit of the shift, bit of the class.
    of_post int32 (D,): the kind of each post.
    net `NET` (K, 2): the grids of hands who like the class, and of the others.
    start int32: for each grid its cells, column by column, and one more; where in `member` (int32)
    the hands of the cell begin. The last kind is everyone, whose bits are still to be checked: all
    are in its first grid.
    """

    bits: Ints
    of_post: np.ndarray
    net: np.ndarray
    start: np.ndarray
    member: np.ndarray


@dataclass(frozen=True)
class Box:
    """The box a grid covers: its corner, width and height in metres, and the hands per square
    metre that the typical hand has around it.
    """

    west: float
    south: float
    width: float
    height: float
    density: float


@part
def cell_at(net, west, south, x, y):
    """Return the cell of a grid in which a point lies, or the border cell nearest to it."""
    column = np.int64(min(max((x - west) / net.side, 0.0), net.across - 1.0))
    row = np.int64(min(max((y - south) / net.side, 0.0), net.up - 1.0))
    return net.first + column * net.up + row


@part
def list_able(kind_bits, hand_bits, able):
    """List the hands who have what a kind requires and are free in its shift; return how many."""
    need, n = kind_bits[0], 0
    for i in range(hand_bits.shape[0]):
        able[n] = i  # overwritten by the next unless this one counts
        n += (hand_bits[i, 0] & need == need) & (hand_bits[i, 1] & kind_bits[1] != 0)
    return n


@part
def likes(kind_bits, hand_bits, i):
    """Return True when hand `i` likes the class of a kind, or the kind is everyone."""
    return (hand_bits[i, 2] & kind_bits[2] != 0) | (kind_bits[2] == 0)


@parallel_kernel
def count_members(bits, group, hand_bits, count):
    """Count the hands of each kind, (K, 2): who like its class, and the others.

    Kinds from ``group[g]`` to the next differ in nothing but their class.
    """
    for g in prange(group.size - 1):
        able = np.empty(hand_bits.shape[0] + 1, np.int32)
        n = list_able(bits[group[g]], hand_bits, able)
        for kind in range(group[g], group[g + 1]):
            for i in able[:n]:
                count[kind, 0] += likes(bits[kind], hand_bits, i)
            count[kind, 1] = n - count[kind, 0]


@allocating_kernel
def place_members(able, hand, corner, net, begin, start, member):
    """List the hands `able` by cell, from place `begin` of `member` on."""
    first, cells = net.first, net.across * net.up
    where = np.empty(able.size, np.int64)
    start[first : first + cells + 1] = 0
    for a in range(able.size):
        where[a] = cell_at(net, corner[0], corner[1], hand[able[a], 0], hand[able[a], 1])
        start[where[a]] += 1
    at = begin
    for cell in range(first, first + cells + 1):
        many = start[cell]
        start[cell] = at
        at += many
    for a in range(able.size):
        member[start[where[a]]] = able[a]
        start[where[a]] += 1
    for cell in range(first + cells, first, -1):
        start[cell] = start[cell - 1]
    start[first] = begin


@parallel_kernel
def list_members(bits, group, hand_bits, hand, corner, net, begin, start, member):
    """List the hands of each kind, cell by cell; `group` as in `count_members`."""
    for g in prange(group.size - 1):
        able = np.empty(hand_bits.shape[0] + 1, np.int32)
        n = list_able(bits[group[g]], hand_bits, able)
        liked, other = np.empty(n + 1, np.int32), np.empty(n + 1, np.int32)
        for kind in range(group[g], group[g + 1]):
            m = k = 0
            for i in able[:n]:
                like = likes(bits[kind], hand_bits, i)
                liked[m] = other[k] = i
                m += like
                k += not like
            place_members(liked[:m], hand, corner, net[kind, 0], begin[kind, 0], start, member)
            place_members(other[:k], hand, corner, net[kind, 1], begin[kind, 1], start, member)


def hands_able(post_bits: Ints, hand_bits: Ints) -> Ints:
    """Return how many hands hold the bits each post asks for: int64 (D,); zeros if too dear."""
    bits, of_post = np.unique(post_bits, axis=0, return_inverse=True)
    count = count_kinds(bits, hand_bits)
    if count is None:
        return np.zeros(len(post_bits), np.int64)
    return count.sum(axis=1)[of_post.ravel()]


def groups_of(bits: Ints) -> Ints:
    """Return where kinds (int64 (K, 3), sorted) of another shift or requirement begin, and K."""
    alone = np.any(bits[1:, :2] != bits[:-1, :2], axis=1)
    return np.unique(np.concatenate([[0], np.flatnonzero(alone) + 1, [len(bits)]]))


def count_kinds(bits: Ints, hand_bits: Ints) -> Ints | None:
    """Return how many hands each kind has, int64 (K, 2) as `Kinds.net`; None if too dear."""
    group = groups_of(bits)
    if (len(group) - 1) * len(hand_bits) > MOST_CHECKS:
        return None
    count = np.zeros((len(bits), 2), np.int64)
    count_members(bits, group, hand_bits, count)
    return count


def list_kinds(post_bits: Ints, hand_bits: Ints, hand: Floats, box: Box) -> Kinds:
    """List the hands of each kind by cell; with too many kinds, list everyone once."""
    bits, of_post = np.unique(post_bits, axis=0, return_inverse=True)
    hand_bits = hand_bits | np.array([0, EVERYONE, 0])
    count = count_kinds(bits, hand_bits)
    if count is None or count.sum() > MOST_MEMBERS:
        bits, count = bits[:0], np.zeros((0, 2), np.int64)
        of_post = np.zeros(len(post_bits), np.int64)
    bits = np.vstack([bits, [[0, EVERYONE, 0]]])
    count = np.vstack([count, [[len(hand_bits), 0]]])
    net, cells = nets_over(box, count, len(hand_bits))
    start = np.empty(cells, np.int32)
    member = np.empty(int(count.sum()), np.int32)
    begin = (np.cumsum(count) - count.ravel()).reshape(count.shape)
    corner = np.array([box.west, box.south])
    list_members(bits, groups_of(bits), hand_bits, hand, corner, net, begin, start, member)
    return Kinds(bits, of_post.astype(np.int32).ravel(), net, start, member)


def list_posts(kinds: Kinds, post: Floats, hands: int, box: Box) -> dict[str, np.ndarray]:
    """Return the grids of the posts of each kind, as `Ground` has them."""
    of = kinds.of_post
    posts = np.bincount(of, minlength=len(kinds.bits))
    net, cells = nets_over(box, posts, hands, POSTS_WIDER)
    mine = net[of]
    column = np.clip((post[:, 0] - box.west) // mine["side"], 0, mine["across"] - 1)
    row = np.clip((post[:, 1] - box.south) // mine["side"], 0, mine["up"] - 1)
    cell = mine["first"] + column.astype(np.int64) * mine["up"] + row.astype(np.int64)
    member = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[member], np.arange(cells))
    return {
        "post_net": net,
        "post_start": start.astype(np.int32),
        "post_member": member.astype(np.int32),
    }


def nets_over(box: Box, count: Ints, hands: int, wider: float = 1.0) -> tuple[np.ndarray, int]:
    """Return a grid for each `count`, and the room that the cells of all take.

    Parameters
    ----------
    count : int64 (K,) or (K, 2), how many each grid is to hold
    hands : int, how many there are in all, whose density the box knows
    wider : float, by how much to stretch the cells
    """
    share = np.maximum(count, 1) / max(1, hands)
    near = np.sqrt(HANDS_PER_CELL / (box.density * share))
    far = np.sqrt(box.width * box.height / np.maximum(count, 1))
    narrowest = max(NARROWEST, max(box.width, box.height) / MOST_ACROSS)
    net = np.zeros(count.shape, NET)
    net["side"] = np.ceil(wider * np.maximum(np.maximum(near, far), narrowest))
    net["across"] = box.width // net["side"] + 1
    net["up"] = box.height // net["side"] + 1
    room = net["across"] * net["up"] + 1
    net["first"] = (np.cumsum(room) - room.ravel()).reshape(count.shape)
    return net, int(room.sum())
