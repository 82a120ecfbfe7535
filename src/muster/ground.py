"""The city, indexed: everyone renumbered by place.

Inside the engine volunteers are *hands* and demands are *posts*; both are renumbered so that
neighbours lie side by side in memory. Costs inside are shifted by `Scale` so that none is negative.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from muster.problem import Bools, Floats, Ints, Problem

Ints32 = npt.NDArray[np.int32]

NEVER = 1 << 30
"""A price above every weight: what a slot that may not be used costs."""
HANDS_PER_CELL = 12
"""Hands a cell should hold on average."""


class Ground(NamedTuple):
    """Who and what stands where; read by the kernels, changed only by repairs.

    hand float64 (V, 4): x, y, greatest distance in metres, cost of recent load.
    hand_bits int64 (V, 3): qualifications, availability, preferred classes.
    post float64 (D, 2): x, y. post_bits int64 (D, 3): required, bit of the shift, bit of the class.
    kind int32 (D,): the kind of demand a post is. net (K, 2), start, member: see `Kinds`.
    kind_bits int64 (K, 4): required bits, bit of the shift, of the class, and day of each kind.
    post_net (K,), post_start, post_member: such a grid over the posts of each kind.
    box float64 (2,): west, south.
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
    net: Any
    start: Ints32
    member: Ints32
    kind_bits: Ints
    post_net: Any
    post_start: Ints32
    post_member: Ints32
    box: Floats
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


def grid_over(problem: Problem) -> Grid:
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
    cells = max(1.0, problem.volunteers / HANDS_PER_CELL)
    width, height = east - west + 1, north - south + 1
    side = max(50.0, np.ceil(np.sqrt(width * height / cells)), np.ceil(max(width, height) / 2000))
    across, up = int(width // side) + 1, int(height // side) + 1
    column, row = np.divmod(np.arange(across * up), up)
    order = np.lexsort((row, column, row // 8, column // 8))
    rank = np.empty(across * up, np.int32)
    rank[order] = np.arange(across * up, dtype=np.int32)
    return Grid(float(west), float(south), float(side), across, up, rank)
