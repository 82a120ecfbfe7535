"""The city, indexed: everyone renumbered by place, and one grid of hands per kind of demand.

Inside the engine volunteers are *hands* and demands are *posts*; both are renumbered so that
neighbours lie side by side in memory. Costs inside are shifted by `Scale` so that none is negative.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.compiled import parallel_kernel, prange
from muster.problem import Bools, Floats, Ints, Problem

Ints32 = npt.NDArray[np.int32]

NEVER = 1 << 30
"""A price above every weight: what a slot that may not be used costs."""
HANDS_PER_CELL = 12
MOST_GRID = 6_000_000
"""Cells of all grids together; beyond it cells grow, and in the end kinds share one grid."""
MOST_MEMBERS = 12_000_000


class Ground(NamedTuple):
    """Who and what stands where; read by the kernels, changed only by repairs.

    hand float64 (V, 4): x, y, greatest distance in metres, cost of recent load.
    hand_bits int64 (V, 3): qualifications, availability, preferred classes.
    post float64 (D, 2): x, y. post_bits int64 (D, 3): required, bit of the shift, bit of the class.
    kind int32 (D,): row of `start` in which the post finds its hands.
    start int32 (kinds, cells + 1), member int32: hands of each kind by cell; the last kind is
    everyone, whose bits are still to be checked.
    post_start int32 (S, wide cells + 1), post_member int32 (D,): posts by shift and wide cell.
    shift_day int64 (S,): day of each shift.
    rank int32 (cells,): position in memory of each cell. box float64 (4,): west, south, side of a
    cell, side of a wide cell.
    sizes int64 (5,): cells across, cells up, kinds, wide cells across, wide cells up.
    terms int64 (2,): cost of a class not preferred, shift of every cost.
    reach float64 (1,): greatest distance of any hand.
    group_of_hand (M, V), group_of_post (M, D), allowed (M, A, B): the masks.
    odd_*: pairs with a cost of their own (told) or none at all (forbidden: -1), by post;
    oddly_* the same by hand.
    """

    hand: Floats
    hand_bits: Ints
    post: Floats
    post_bits: Ints
    kind: Ints32
    start: Ints32
    member: Ints32
    post_start: Ints32
    post_member: Ints32
    shift_day: Ints
    rank: Ints32
    box: Floats
    sizes: Ints
    terms: Ints
    reach: Floats
    group_of_hand: Ints32
    group_of_post: Ints32
    allowed: Bools
    odd_start: Ints
    odd_hand: Ints32
    odd_cost: Ints
    oddly_start: Ints
    oddly_post: Ints32
    oddly_cost: Ints


WIDE = 8
"""Cells per side of a wide cell: posts of one shift are some thirty times rarer than hands."""


@dataclass(frozen=True)
class Grid:
    """Square cells over the box of all points. `rank` orders them in tiles of eight by eight."""

    west: float
    south: float
    side: float
    across: int
    up: int
    rank: Ints32

    def place(self, x: Floats, y: Floats) -> Ints:
        """Return the rank of the cell of each point: int64 (n,)."""
        column = np.clip((x - self.west) // self.side, 0, self.across - 1).astype(np.int64)
        row = np.clip((y - self.south) // self.side, 0, self.up - 1).astype(np.int64)
        return self.rank[column * self.up + row].astype(np.int64)

    def wide_place(self, x: Floats, y: Floats) -> Ints:
        """Return the wide cell of each point: int64 (n,)."""
        column = np.clip((x - self.west) // (WIDE * self.side), 0, self.wide_across - 1)
        row = np.clip((y - self.south) // (WIDE * self.side), 0, self.wide_up - 1)
        return (column * self.wide_up + row).astype(np.int64)

    @property
    def wide_across(self) -> int:
        """Wide cells from west to east."""
        return -(-self.across // WIDE)

    @property
    def wide_up(self) -> int:
        """Wide cells from south to north."""
        return -(-self.up // WIDE)


def grid_over(problem: Problem, kinds: int) -> Grid:
    """Lay a grid over the city, ignoring the farthest one per cent on every side.

    Whoever lies outside belongs to the nearest border cell: projecting on a box never lengthens a
    distance, so a ring search over cells still finds the nearest first.
    """
    x = np.concatenate([problem.volunteer_x, problem.demand_x])
    y = np.concatenate([problem.volunteer_y, problem.demand_y])
    if not len(x):
        x = y = np.zeros(1)
    west, east = np.floor(np.quantile(x, [0.01, 0.99]))
    south, north = np.floor(np.quantile(y, [0.01, 0.99]))
    cells = max(1.0, min(problem.volunteers / HANDS_PER_CELL, MOST_GRID / (kinds + 1)))
    width, height = east - west + 1, north - south + 1
    side = max(50.0, np.ceil(np.sqrt(width * height / cells)), np.ceil(max(width, height) / 2000))
    across, up = int(width // side) + 1, int(height // side) + 1
    column, row = np.divmod(np.arange(across * up), up)
    order = np.lexsort((row, column, row // 8, column // 8))
    rank = np.empty(across * up, np.int32)
    rank[order] = np.arange(across * up, dtype=np.int32)
    return Grid(float(west), float(south), float(side), across, up, rank)


@parallel_kernel
def count_members(required, shift_bit, bits, count):
    """Count the hands of each kind."""
    for kind in prange(required.size):
        need, bit, n = required[kind], shift_bit[kind], 0
        for i in range(bits.shape[0]):
            if bits[i, 0] & need == need and bits[i, 1] & bit:
                n += 1
        count[kind] = n


@parallel_kernel
def list_members(required, shift_bit, bits, cell, first, start, member):
    """List the hands of each kind, cell by cell (hands are sorted by cell)."""
    for kind in prange(required.size):
        need, bit, at, next_cell = required[kind], shift_bit[kind], first[kind], 0
        for i in range(bits.shape[0]):
            if bits[i, 0] & need == need and bits[i, 1] & bit:
                while next_cell <= cell[i]:
                    start[kind, next_cell] = at
                    next_cell += 1
                member[at] = i
                at += 1
        while next_cell < start.shape[1]:
            start[kind, next_cell] = at
            next_cell += 1


@dataclass(frozen=True)
class Kinds:
    """Distinct (required, shift) pairs of the posts, with the grid of hands of each."""

    required: Ints
    shift_bit: Ints
    of_post: Ints32
    start: Ints32
    member: Ints32

    @property
    def everyone(self) -> int:
        """Number of the last kind, in which everyone is listed and bits must be checked."""
        return len(self.required) - 1


EVERYONE = np.int64(np.iinfo(np.int64).min)
"""A shift bit no problem uses (shifts end at bit 62): set for everyone in the last kind."""


def list_kinds(post_bits: Ints, hand_bits: Ints, cell: Ints, cells: int) -> Kinds:
    """List the hands of each kind by cell; with too many kinds, list everyone once."""
    rows, of_post = np.unique(post_bits[:, :2], axis=0, return_inverse=True)
    bits = hand_bits | np.array([0, EVERYONE, 0])
    count = np.zeros(len(rows), np.int64)
    count_members(rows[:, 0].copy(), rows[:, 1].copy(), bits, count)
    if len(rows) * (cells + 1) > 2 * MOST_GRID or count.sum() > MOST_MEMBERS:
        rows, count = rows[:0], count[:0]
        of_post = np.zeros(len(post_bits), np.int64)
    required = np.append(rows[:, 0], 0)
    shift_bit = np.append(rows[:, 1], EVERYONE)
    first = np.concatenate([[0], np.cumsum(count), [0]])
    first[-1] = first[-2]
    start = np.empty((len(required), cells + 1), np.int32)
    member = np.empty(int(first[-1]) + len(bits), np.int32)
    list_members(required, shift_bit, bits, cell, first, start, member)
    return Kinds(required, shift_bit, of_post.astype(np.int32).ravel(), start, member)
