"""A problem made ready for the kernels: renumbered, indexed, and without negative costs."""

from dataclasses import dataclass, replace

import numpy as np

from muster.candidates import rule_costs
from muster.ground import NEVER, Grid, Ground, Ints32, grid_over
from muster.kinds import Box, list_kinds, list_posts
from muster.problem import DAYS, Bools, Ints, Problem

FORBIDDEN = -1
"""Cost of a pair that may not be, whatever the rules say (a refusal)."""


@dataclass(frozen=True)
class Scale:
    """How costs inside relate to the problem's: ``inside = outside + shift``.

    A filled seat pays its pair and its load, an empty one its weight: adding one number to both
    changes no plan. `first_load` moves the cost of a first shift into the pair, so that a hand
    without any shift has price zero.
    """

    first_load: int
    shift: int

    @classmethod
    def of(cls, problem: Problem) -> "Scale":
        """Choose the smallest shift under which no pair and no told pair is negative."""
        first_load = int(problem.load_cost[0])
        lowest = 0
        if problem.arc_cost is not None and len(problem.arc_cost):
            lowest = min(0, int(problem.arc_cost.min()))
        return cls(first_load, problem.change_cost + max(0, -(lowest + first_load)))

    @property
    def of_pair(self) -> int:
        """What is added to the cost of a pair."""
        return self.shift + self.first_load


@dataclass(frozen=True, eq=False)
class City:
    """The indexed problem.

    Parameters
    ----------
    problem : Problem
        As checked.
    ground : Ground
        Arrays for the kernels; hands and posts in internal order.
    volunteer_of : int64 (V,), demand_of : int64 (D,)
        The problem's row of each hand and each post; `hand_of` and `post_of` lead back.
    kinds : int64 (K, 3)
        Required bits, bit of the shift and of the class of each kind of post.
    """

    problem: Problem
    ground: Ground
    scale: Scale
    grid: Grid
    volunteer_of: Ints
    demand_of: Ints
    hand_of: Ints
    post_of: Ints
    kinds: Ints

    @property
    def day(self) -> Ints32:
        """Day of each post: int32 (D,)."""
        return self.problem.day[self.demand_of].astype(np.int32)

    @property
    def weight(self) -> Ints32:
        """Cost inside of an empty seat of each post: int32 (D,)."""
        return (self.problem.weight[self.demand_of] + self.scale.shift).astype(np.int32)

    @property
    def load_cost(self) -> Ints:
        """Cost inside of the n-th shift: int64 (8,), the eighth is never taken."""
        steps = np.minimum(self.problem.load_cost - self.scale.first_load, NEVER)
        return np.append(steps, NEVER)


def build_city(problem: Problem) -> City:
    """Renumber and index a checked problem."""
    grid = grid_over(problem)
    cell = grid.place(problem.volunteer_x, problem.volunteer_y)
    spot = grid.place(problem.demand_x, problem.demand_y)
    volunteer_of = np.argsort(cell, kind="stable")
    wide = grid.wide_place(problem.demand_x, problem.demand_y)
    demand_of = np.lexsort((spot, wide, problem.shift, problem.day))
    scale = Scale.of(problem)
    box = _box(grid, np.bincount(cell))
    ground, kinds = _lay_ground(problem, box, scale, volunteer_of, demand_of)
    city = City(
        problem,
        ground,
        scale,
        grid,
        volunteer_of,
        demand_of,
        np.argsort(volunteer_of),
        np.argsort(demand_of),
        kinds,
    )
    return replace(city, ground=with_odd(city))


def _lay_ground(
    problem: Problem, box: Box, scale: Scale, volunteer_of: Ints, demand_of: Ints
) -> tuple[Ground, Ints]:
    """Gather every array of the ground in internal order, and the bits of its kinds."""
    hand, hand_bits = _hands(problem, volunteer_of)
    post, post_bits = _posts(problem, demand_of)
    if problem.explicit:  # nothing will be looked for by place
        post_bits[:, :2] = 0
    kinds = list_kinds(post_bits, hand_bits, hand, box)
    group_of_hand, group_of_post, allowed = _masks(problem, volunteer_of, demand_of)
    ground = Ground(
        hand=hand,
        hand_bits=hand_bits,
        post=post,
        post_bits=post_bits,
        kind=kinds.of_post,
        net=kinds.net,
        start=kinds.start,
        member=kinds.member,
        **list_posts(kinds, post, len(hand), box),
        kind_bits=_kind_bits(problem, kinds.bits),
        box=np.array([box.west, box.south]),
        terms=np.array([problem.preference_cost, scale.of_pair]),
        reach=np.array([hand[:, 2].max(initial=0.0)]),
        group_of_hand=group_of_hand,
        group_of_post=group_of_post,
        allowed=allowed,
        **no_odd_pairs(len(hand), len(post)),
    )
    return ground, kinds.bits


def _box(grid: Grid, hands: Ints) -> Box:
    """Return the box of a grid whose cells hold so many hands (int64 (cells,))."""
    typical = (hands**2).sum() / hands.sum() / grid.side**2
    width, height = grid.across * grid.side, grid.up * grid.side
    return Box(grid.west, grid.south, width, height, float(typical))


def _hands(problem: Problem, order: Ints) -> tuple[np.ndarray, Ints]:
    columns = (
        problem.volunteer_x,
        problem.volunteer_y,
        problem.max_distance,
        (problem.recent_cost * problem.recent).astype(np.float64),
    )
    bits = (problem.qualifications, problem.availability, problem.preferred)
    return np.stack(columns, axis=1)[order], np.stack(bits, axis=1)[order]


def _posts(problem: Problem, order: Ints) -> tuple[np.ndarray, Ints]:
    one = np.int64(1)
    bits = (problem.required, one << problem.shift, one << problem.demand_class)
    place = np.stack((problem.demand_x, problem.demand_y), axis=1)
    return place[order], np.stack(bits, axis=1)[order]


def _kind_bits(problem: Problem, bits: Ints) -> Ints:
    """Return the bits of each kind, and its day; everyone's day is -1."""
    shift = np.array([int(bit).bit_length() - 1 for bit in bits[:-1, 1]], np.int64)
    day = np.append(problem.shift_day[np.maximum(shift, 0)], -1)
    return np.column_stack((bits, day))


def _masks(problem: Problem, volunteer_of: Ints, demand_of: Ints) -> tuple[Ints32, Ints32, Bools]:
    masks = problem.masks
    rows = max((mask.allowed.shape[0] for mask in masks), default=0)
    columns = max((mask.allowed.shape[1] for mask in masks), default=0)
    of_hand = np.empty((len(masks), len(volunteer_of)), np.int32)
    of_post = np.empty((len(masks), len(demand_of)), np.int32)
    allowed = np.zeros((len(masks), rows, columns), np.bool_)
    for m, mask in enumerate(masks):
        of_hand[m] = mask.of_volunteer[volunteer_of]
        of_post[m] = mask.of_demand[demand_of]
        allowed[m, : mask.allowed.shape[0], : mask.allowed.shape[1]] = mask.allowed
    return of_hand, of_post, allowed


def no_odd_pairs(hands: int, posts: int) -> dict[str, np.ndarray]:
    """Return the empty tables of pairs with a cost of their own."""
    return odd_pairs(
        np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), hands, posts
    )


def odd_pairs(hand: Ints, post: Ints, cost: Ints, hands: int, posts: int) -> dict[str, np.ndarray]:
    """Return pairs with a cost of their own in compressed rows, by post and by hand."""
    by_post, by_hand = np.lexsort((hand, post)), np.lexsort((post, hand))
    return {
        "odd_start": _starts(post, posts),
        "odd_hand": hand[by_post].astype(np.int32),
        "odd_cost": cost[by_post],
        "oddly_start": _starts(hand, hands),
        "oddly_post": post[by_hand].astype(np.int32),
        "oddly_cost": cost[by_hand],
    }


def _starts(row: Ints, rows: int) -> Ints:
    """Return where each compressed row begins (int64 (rows + 1,)), from the row of each entry."""
    edges = np.concatenate([[-1], np.sort(row), [rows]])
    return np.repeat(np.arange(len(row) + 1), np.diff(edges))


def with_odd(city: City) -> Ground:
    """Give pairs already told their discount, and forbid those declined.

    Leaving a told pair then costs `change_cost` more than the rules say.
    """
    problem, ground = city.problem, city.ground
    told, declined = len(problem.told_volunteer), len(problem.declined_volunteer)
    if problem.explicit or told + declined == 0:
        return ground
    hand = city.hand_of[np.concatenate([problem.declined_volunteer, problem.told_volunteer])]
    post = city.post_of[np.concatenate([problem.declined_demand, problem.told_demand])]
    cost = np.full(len(hand), FORBIDDEN)
    cost[declined:] = rule_costs(ground, hand[declined:], post[declined:])
    cost[declined:] -= problem.change_cost * (cost[declined:] >= 0)
    # Where a pair was told and then declined, the first of the two holds.
    _, first = np.unique(post * np.int64(len(ground.hand)) + hand, return_index=True)
    pairs = odd_pairs(hand[first], post[first], cost[first], len(ground.hand), len(ground.post))
    return ground._replace(**pairs)


__all__ = ["DAYS", "FORBIDDEN", "City", "Scale", "build_city", "odd_pairs", "with_odd"]
