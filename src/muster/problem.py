"""What is asked: volunteers, demands, and the rules between them, as plain arrays.

Sizes: `V` volunteers, `D` demands, `S` shifts, seven days. Distances are metres, costs are whole
metre-equivalents, bits are little-endian (`1 << k`).
"""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DAYS = 7
"""Days a plan covers: `shift_day` runs over 0..6 and `load_cost` has one entry per day."""

COST_LIMIT = 500_000_000
"""Largest weight, cost or change of plan the kernels can add up in 32 bits without overflow."""


class BadProblem(ValueError):
    """The arrays do not describe a problem.

    Attributes
    ----------
    array : str
        Name of the array at fault, as in ``problem.npz``.
    row : int or None
        First row at fault; None when the array as a whole is.
    """

    def __init__(self, array: str, row: int | None, reason: str) -> None:
        self.array = array
        self.row = row
        where = array if row is None else f"{array}[{row}]"
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True, eq=False)
class Mask:
    """One named rule beyond bits and distance, e.g. "town volunteers stay in their town".

    Parameters
    ----------
    name : str
        Name of the rule, repeated in explanations.
    of_volunteer : int64 (V,)
        Group of each volunteer, a row of `allowed`.
    of_demand : int64 (D,)
        Group of each demand, a column of `allowed`.
    allowed : bool (groups of volunteers, groups of demands)
        True where a volunteer of that group may serve a demand of that group.
    """

    name: str
    of_volunteer: Ints
    of_demand: Ints
    allowed: Bools


def _none() -> Ints:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Problem:
    """Who could go where, and what each choice costs.

    A volunteer stands in at most one demand a day and at most `weekly_cap` a week. A pair costs
    ``floor(sqrt(dx*dx + dy*dy))`` (float64, in that order of operations) plus `preference_cost`
    when the demand's class is not preferred plus ``recent_cost * recent``; the n-th shift of a
    volunteer adds ``load_cost[n - 1]``; an empty seat costs the demand's `weight`; a pair already
    told and not kept costs `change_cost`.

    Parameters
    ----------
    volunteer_x, volunteer_y : float64 (V,), metres, finite
    qualifications, availability, preferred : int64 (V,), bits
        Availability has one bit per shift, preferred one per demand class (0..62).
    weekly_cap : int64 (V,), shifts a week, 0..7
    recent : int64 (V,), shifts stood lately, not negative
    max_distance : float64 (V,), metres, not negative; a pair at exactly this distance is allowed
    demand_x, demand_y : float64 (D,), metres, finite
    demand_class : int64 (D,), 0..62
    required : int64 (D,), bits, all of which a volunteer must hold
    shift : int64 (D,), 0..S-1
    seats : int64 (D,), hands asked for, not negative
    weight : int64 (D,), cost of each empty seat, 0..`COST_LIMIT`
    shift_day : int64 (S,), day of each shift, 0..6; at most 63 shifts
    load_cost : int64 (7,), non-decreasing cost of the 1st to 7th shift of one volunteer
    preference_cost, recent_cost : int, not negative
    arc_ptr, arc_volunteer, arc_cost : int64 (D+1,), (A,), (A,), optional
        Explicit arcs in compressed rows, one row per demand: the eligible volunteers and what the
        pair costs (any sign). They replace geometry, qualifications, availability and preference;
        days, caps, loads, masks and pins still hold.
    masks : tuple of Mask
        Further rules, all of which must allow a pair.
    frozen_volunteer, frozen_demand : int64 (P,)
        Pairs that stand, whatever it costs; each must be eligible.
    told_volunteer, told_demand : int64 (T,)
        Pairs already told to people: each one not kept adds `change_cost` to the objective.
    change_cost : int, not negative
    declined_volunteer, declined_demand : int64 (N,)
        Pairs that may not be, whatever the rules say: somebody refused.
    """

    volunteer_x: Floats
    volunteer_y: Floats
    qualifications: Ints
    availability: Ints
    preferred: Ints
    weekly_cap: Ints
    recent: Ints
    max_distance: Floats
    demand_x: Floats
    demand_y: Floats
    demand_class: Ints
    required: Ints
    shift: Ints
    seats: Ints
    weight: Ints
    shift_day: Ints
    load_cost: Ints
    preference_cost: int
    recent_cost: int
    arc_ptr: Ints | None = None
    arc_volunteer: Ints | None = None
    arc_cost: Ints | None = None
    masks: tuple[Mask, ...] = ()
    frozen_volunteer: Ints = field(default_factory=_none)
    frozen_demand: Ints = field(default_factory=_none)
    told_volunteer: Ints = field(default_factory=_none)
    told_demand: Ints = field(default_factory=_none)
    change_cost: int = 0
    declined_volunteer: Ints = field(default_factory=_none)
    declined_demand: Ints = field(default_factory=_none)

    @property
    def volunteers(self) -> int:
        """Number of volunteers, `V`."""
        return len(self.volunteer_x)

    @property
    def demands(self) -> int:
        """Number of demands, `D`."""
        return len(self.demand_x)

    @property
    def explicit(self) -> bool:
        """True when arcs are listed instead of following from geometry and bits."""
        return self.arc_ptr is not None

    @property
    def day(self) -> Ints:
        """Day of each demand: int64 (D,), 0..6."""
        return self.shift_day[self.shift]

    def checked(self) -> "Problem":
        """Return this problem with every array in its declared type, or raise `BadProblem`."""
        from muster.checks import checked

        return checked(self)

    def with_frozen(self, volunteer: Ints, demand: Ints) -> "Problem":
        """Return the same problem with these pairs (and no others) frozen."""
        return replace(self, frozen_volunteer=volunteer, frozen_demand=demand)

    def with_told(self, volunteer: Ints, demand: Ints, change_cost: int) -> "Problem":
        """Return the same problem where leaving any of these pairs costs `change_cost`."""
        return replace(self, told_volunteer=volunteer, told_demand=demand, change_cost=change_cost)
