"""Kinds of demand, each with a grid of its own over the hands that could serve it.

A nurse at night is a hundred times rarer than a hand by day. On one grid for all kinds, looking
for her meant walking over empty cells; so each kind has cells wide enough to hold a few hands
where hands are dense.
"""

from dataclasses import dataclass

import numpy as np

from muster.compiled import allocating_kernel, parallel_kernel, part, prange
from muster.problem import Floats, Ints

HANDS_PER_CELL = 4
"""Hands of its kind a cell should hold where hands are as dense as the typical hand sees them."""
NARROWEST = 50.0
"""Metres: no cell is narrower."""
MOST_ACROSS = 2000
"""Cells on the longer side of a grid, at most."""
MOST_CHECKS = 150_000_000
"""Hands by kinds looked through to list them; beyond it kinds share the grid of everyone."""
MOST_MEMBERS = 12_000_000
"""Hands in all lists together, at most."""
EVERYONE = np.int64(np.iinfo(np.int64).min)
"""A shift bit no problem uses (shifts end at bit 62): set for everyone in the last kind."""

NET = np.dtype([("side", "f8"), ("across", "i8"), ("up", "i8"), ("first", "i8")])
"""A kind's grid: side of a cell in metres, cells across and up, where its cells lie in `start`."""


@dataclass(frozen=True)
class Kinds:
    """Distinct (required, shift) pairs of the posts, with the grid of hands of each.

    required, shift_bit, count int64 (K,): bits, and how many hands.
    of_post int32 (D,): the kind of each post. net `NET` (K,).
    start int32: for each kind its cells, column by column, and one more; where in `member` (int32)
    the hands of the cell begin. The last kind is everyone, whose bits are still to be checked.
    """

    required: Ints
    shift_bit: Ints
    count: Ints
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
    column = np.int64(min(max((x - west) // net.side, 0.0), net.across - 1.0))
    row = np.int64(min(max((y - south) // net.side, 0.0), net.up - 1.0))
    return net.first + column * net.up + row


@parallel_kernel
def count_members(required, shift_bit, bits, count):
    """Count the hands of each kind."""
    for kind in prange(required.size):
        need, bit, n = required[kind], shift_bit[kind], 0
        for i in range(bits.shape[0]):
            if bits[i, 0] & need == need and bits[i, 1] & bit:
                n += 1
        count[kind] = n


@allocating_kernel
def list_kind(need, bit, bits, hand, corner, net, begin, start, member):
    """List the hands of one kind by cell, from place `begin` of `member` on."""
    first = net.first
    cells = net.across * net.up
    able, n = np.empty(bits.shape[0] + 1, np.int32), 0
    for i in range(bits.shape[0]):
        able[n] = i  # overwritten by the next unless this one counts
        n += (bits[i, 0] & need == need) & (bits[i, 1] & bit != 0)
    where = np.empty(n, np.int64)
    start[first : first + cells + 1] = 0
    for a in range(n):
        i = able[a]
        where[a] = cell_at(net, corner[0], corner[1], hand[i, 0], hand[i, 1])
        start[where[a]] += 1
    at = begin
    for cell in range(first, first + cells + 1):
        many = start[cell]
        start[cell] = at
        at += many
    for a in range(n):
        member[start[where[a]]] = able[a]
        start[where[a]] += 1
    for cell in range(first + cells, first, -1):
        start[cell] = start[cell - 1]
    start[first] = begin


@parallel_kernel
def list_members(required, shift_bit, bits, hand, corner, net, begin, start, member):
    """List the hands of each kind, cell by cell."""
    for kind in prange(required.size):
        list_kind(
            required[kind], shift_bit[kind], bits, hand, corner, net[kind], begin[kind], start,
            member,
        )  # fmt: skip


def hands_able(post_bits: Ints, hand_bits: Ints) -> Ints:
    """Return how many hands hold the bits each post asks for: int64 (D,); zeros if too dear."""
    rows, of_post = np.unique(post_bits[:, :2], axis=0, return_inverse=True)
    count = np.zeros(len(rows), np.int64)
    if len(rows) * len(hand_bits) <= MOST_CHECKS:
        count_members(rows[:, 0].copy(), rows[:, 1].copy(), hand_bits, count)
    return count[of_post.ravel()]


def list_kinds(post_bits: Ints, hand_bits: Ints, hand: Floats, box: Box) -> Kinds:
    """List the hands of each kind by cell; with too many kinds, list everyone once."""
    rows, of_post = np.unique(post_bits[:, :2], axis=0, return_inverse=True)
    bits = hand_bits | np.array([0, EVERYONE, 0])
    count = np.zeros(len(rows), np.int64)
    if len(rows) * len(bits) <= MOST_CHECKS:
        count_members(rows[:, 0].copy(), rows[:, 1].copy(), bits, count)
    if len(rows) * len(bits) > MOST_CHECKS or count.sum() > MOST_MEMBERS:
        rows, count = rows[:0], count[:0]
        of_post = np.zeros(len(post_bits), np.int64)
    required = np.append(rows[:, 0], 0)
    shift_bit = np.append(rows[:, 1], EVERYONE)
    count = np.append(count, len(bits))
    net, cells = nets_over(box, count, len(bits))
    start = np.empty(cells, np.int32)
    member = np.empty(int(count.sum()), np.int32)
    begin = np.cumsum(count) - count
    corner = np.array([box.west, box.south])
    list_members(required, shift_bit, bits, hand, corner, net, begin, start, member)
    return Kinds(required, shift_bit, count, of_post.astype(np.int32).ravel(), net, start, member)


def list_posts(kinds: Kinds, post: Floats, box: Box) -> dict[str, np.ndarray]:
    """Return the grids of the posts of each kind, as `Ground` has them."""
    of, many = kinds.of_post, len(kinds.required)
    net, cells = nets_over(box, np.bincount(of, minlength=many), int(kinds.count[-1]))
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


def nets_over(box: Box, count: Ints, hands: int) -> tuple[np.ndarray, int]:
    """Return a grid for each kind, and the room that the cells of all take.

    Parameters
    ----------
    count : int64 (K,), how many of each kind
    hands : int, how many there are in all, whose density the box knows
    """
    share = np.maximum(count, 1) / max(1, hands)
    near = np.sqrt(HANDS_PER_CELL / (box.density * share))
    far = np.sqrt(box.width * box.height / np.maximum(count, 1))
    narrowest = max(NARROWEST, max(box.width, box.height) / MOST_ACROSS)
    net = np.zeros(len(count), NET)
    net["side"] = np.ceil(np.maximum(np.maximum(near, far), narrowest))
    net["across"] = box.width // net["side"] + 1
    net["up"] = box.height // net["side"] + 1
    room = net["across"] * net["up"] + 1
    net["first"] = np.cumsum(room) - room
    return net, int(room.sum())
