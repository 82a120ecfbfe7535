"""Whether the arrays describe a problem at all; if not, which array and which row do not.

A problem may come from a stranger's file. Everything the kernels rely on is checked here, once, so
that nothing further down has to doubt an index or fear an overflow.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.problem import COST_LIMIT, DAYS, BadProblem, Bools, Ints, Mask, Problem

REACH_LIMIT = 100_000_000
"""Metres from the origin a point may lie: beyond it no place on Earth is (a few times 4e7)."""

EXTRA_LIMIT = 100_000_000
"""Largest dislike or tiredness of one pair; with the longest way it stays below `COST_LIMIT`."""

LOAD_LIMIT = 1 << 50
"""Largest cost of an n-th shift: may stand for "never", and seven of them still add up."""

SEATS_LIMIT = 10_000_000
"""Seats of all demands together: a province's week; more is a mistake, or an attack on memory."""

SHIFTS_LIMIT = 63
"""Availability is 63 bits (the 64th is the sign)."""

PER_VOLUNTEER = (
    "volunteer_x", "volunteer_y", "qualifications", "availability", "preferred",
    "weekly_cap", "recent", "max_distance",
)  # fmt: skip
PER_DEMAND = (
    "demand_x", "demand_y", "demand_class", "required", "shift", "seats", "weight",
)  # fmt: skip
FLOATS = frozenset(("volunteer_x", "volunteer_y", "max_distance", "demand_x", "demand_y"))
PINS = (
    "frozen_volunteer", "frozen_demand", "told_volunteer", "told_demand",
    "declined_volunteer", "declined_demand",
)  # fmt: skip
SCALARS = ("preference_cost", "recent_cost", "change_cost")

ALL_BITS = (1 << 63) - 1
RANGES: dict[str, tuple[int, int, str]] = {
    "volunteer_x": (-REACH_LIMIT, REACH_LIMIT, "is not a point on Earth"),
    "volunteer_y": (-REACH_LIMIT, REACH_LIMIT, "is not a point on Earth"),
    "demand_x": (-REACH_LIMIT, REACH_LIMIT, "is not a point on Earth"),
    "demand_y": (-REACH_LIMIT, REACH_LIMIT, "is not a point on Earth"),
    "max_distance": (0, 1 << 60, "is not a distance"),
    "qualifications": (0, ALL_BITS, "is not a set of bits"),
    "availability": (0, ALL_BITS, "is not a set of bits"),
    "preferred": (0, ALL_BITS, "is not a set of bits"),
    "required": (0, ALL_BITS, "is not a set of bits"),
    "weekly_cap": (0, DAYS, "is not a number of days in a week"),
    "recent": (0, EXTRA_LIMIT, "is not a number of shifts"),
    "demand_class": (0, 62, "is not a class"),
    "seats": (0, SEATS_LIMIT, "is not a number of seats"),
    "weight": (0, COST_LIMIT, "is not a weight the engine can add up"),
    "shift_day": (0, DAYS - 1, "is not a day of the week"),
    "load_cost": (0, LOAD_LIMIT, "is not a cost"),
}


def checked(problem: Problem) -> Problem:
    """Return the problem with arrays of the declared types.

    Raises
    ------
    BadProblem
        For a wrong shape or type, a number that is not finite or out of range, a shift nobody
        declared, no volunteers, no demands, costs that would overflow, arcs or pins that
        contradict the rest. It names the array, and the first row at fault where there is one.
    """
    sound = replace(problem, **_typed(problem))
    _check_lengths(sound)
    for name, (low, high, reason) in RANGES.items():
        _check_range(name, getattr(sound, name), low, high, reason)
    _check_shifts(sound)
    _check_sums(sound)
    sound = replace(sound, masks=tuple(_checked_mask(sound, k) for k in range(len(sound.masks))))
    if sound.explicit:
        _check_arcs(sound)
    _check_pins(sound, "frozen_volunteer", "frozen_demand")
    _check_pins(sound, "told_volunteer", "told_demand")
    _check_pins(sound, "declined_volunteer", "declined_demand")
    _check_frozen(sound)
    return sound


def _typed(problem: Problem) -> dict[str, Any]:
    """Return every field in its declared type: no number is rounded, none wraps around."""
    typed: dict[str, Any] = {name: _scalar(name, getattr(problem, name)) for name in SCALARS}
    arcs = ("arc_ptr", "arc_volunteer", "arc_cost")
    given = [name for name in arcs if getattr(problem, name) is not None]
    if given and len(given) < len(arcs):
        missing = next(name for name in arcs if name not in given)
        raise BadProblem(missing, None, f"missing, though {given[0]} is given")
    names = [*PER_VOLUNTEER, *PER_DEMAND, "shift_day", "load_cost", *PINS, *given]
    for name in names:
        column = _column(name, getattr(problem, name))
        typed[name] = _floats(name, column) if name in FLOATS else _whole(name, column)
    return typed


def _column(name: str, given: Any) -> NDArray[Any]:
    array = np.asarray(given)
    if array.ndim != 1:
        raise BadProblem(name, None, f"has shape {array.shape}, one column is needed")
    return array


def _floats(name: str, column: NDArray[Any]) -> NDArray[np.float64]:
    if column.dtype.kind not in "iuf":
        raise BadProblem(name, None, f"holds {column.dtype}, numbers are needed")
    numbers = np.ascontiguousarray(column, np.float64)
    _refuse(name, ~np.isfinite(numbers), numbers, "is not a number")
    return numbers


def _whole(name: str, column: NDArray[Any]) -> Ints:
    if column.size == 0:
        return np.empty(0, np.int64)
    if column.dtype.kind not in "iu":
        raise BadProblem(name, None, f"holds {column.dtype}, whole numbers are needed")
    if column.dtype.kind == "u":
        _refuse(name, column > ALL_BITS, column, "is too large")
    return np.ascontiguousarray(column, np.int64)


def _scalar(name: str, given: Any) -> int:
    number = np.asarray(given)
    if number.ndim or number.dtype.kind not in "iu":
        raise BadProblem(name, None, f"is {given!r}, one whole number is needed")
    limit = COST_LIMIT if name == "change_cost" else EXTRA_LIMIT
    if not 0 <= int(number) <= limit:
        raise BadProblem(name, None, f"is {int(number)}, not in 0..{limit}")
    return int(number)


def _refuse(name: str, wrong: Bools, column: NDArray[Any], reason: str) -> None:
    """Raise for the first row that is wrong."""
    if wrong.any():
        row = int(np.argmax(wrong))
        raise BadProblem(name, row, f"{column[row]} {reason}")


def _check_range(name: str, column: NDArray[Any], low: int, high: int, reason: str) -> None:
    _refuse(name, (column < low) | (column > high), column, f"{reason} ({low}..{high})")


def _check_lengths(problem: Problem) -> None:
    """Check that columns of the same things are equally long, and that there are any."""
    for names, things in ((PER_VOLUNTEER, "volunteers"), (PER_DEMAND, "demands")):
        many = len(getattr(problem, names[0]))
        if not many:
            raise BadProblem(names[0], None, f"there are no {things}")
        for name in names:
            rows = len(getattr(problem, name))
            if rows != many:
                raise BadProblem(name, None, f"has {rows} rows for {many} {things}")
    shifts = len(problem.shift_day)
    if not 1 <= shifts <= SHIFTS_LIMIT:
        raise BadProblem("shift_day", None, f"has {shifts} shifts, not 1..{SHIFTS_LIMIT}")
    if len(problem.load_cost) != DAYS:
        raise BadProblem("load_cost", None, f"has {len(problem.load_cost)} costs, not {DAYS}")


def _check_shifts(problem: Problem) -> None:
    """Check that every demand stands in a declared shift, and that loads do not fall."""
    shifts = len(problem.shift_day)
    _check_range("shift", problem.shift, 0, shifts - 1, "is an unknown shift")
    falls = np.concatenate([[False], np.diff(problem.load_cost) < 0])
    _refuse("load_cost", falls, problem.load_cost, "is less than the cost before it")


def _check_sums(problem: Problem) -> None:
    """Check that nothing the kernels add up in 32 bits passes `COST_LIMIT`."""
    total = np.cumsum(problem.seats)
    _refuse("seats", total > SEATS_LIMIT, problem.seats, f"makes more than {SEATS_LIMIT} in all")
    tired = problem.recent.astype(np.float64) * problem.recent_cost
    _refuse("recent", tired > EXTRA_LIMIT, problem.recent, "costs more than the engine can add up")
    heavy = problem.weight + problem.change_cost > COST_LIMIT
    _refuse("weight", heavy, problem.weight, "and change_cost are more than the engine can add up")


def _checked_mask(problem: Problem, number: int) -> Mask:
    """Return one mask with its arrays in their types; its groups must be rows and columns."""
    mask, where = problem.masks[number], f"masks[{number}]"
    allowed = np.asarray(mask.allowed)
    if allowed.ndim != 2 or allowed.dtype != np.bool_:
        raise BadProblem(f"{where}.allowed", None, "is not a table of true and false")
    groups = {}
    for axis, (side, many) in enumerate(
        (("of_volunteer", problem.volunteers), ("of_demand", problem.demands))
    ):
        name = f"{where}.{side}"
        groups[side] = _whole(name, _column(name, getattr(mask, side)))
        if len(groups[side]) != many:
            raise BadProblem(name, None, f"has {len(groups[side])} rows, not {many}")
        _check_range(name, groups[side], 0, allowed.shape[axis] - 1, "is an unknown group")
    return Mask(str(mask.name), groups["of_volunteer"], groups["of_demand"], allowed)


def _check_arcs(problem: Problem) -> None:
    """Check that explicit arcs are compressed rows of distinct volunteers at addable costs."""
    ptr, volunteer, cost = problem.arc_ptr, problem.arc_volunteer, problem.arc_cost
    assert ptr is not None
    assert volunteer is not None
    assert cost is not None
    if len(ptr) != problem.demands + 1:
        raise BadProblem("arc_ptr", None, f"has {len(ptr)} rows for {problem.demands} demands")
    if ptr[0] != 0 or ptr[-1] != len(volunteer):
        raise BadProblem("arc_ptr", None, f"does not run from 0 to {len(volunteer)}")
    _refuse("arc_ptr", np.concatenate([[False], np.diff(ptr) < 0]), ptr, "runs backwards")
    if len(cost) != len(volunteer):
        raise BadProblem("arc_cost", None, f"has {len(cost)} rows for {len(volunteer)} arcs")
    _check_range("arc_volunteer", volunteer, 0, problem.volunteers - 1, "is an unknown volunteer")
    demand = np.repeat(np.arange(problem.demands), np.diff(ptr))
    twice = _repeated(demand * problem.volunteers + volunteer)
    _refuse("arc_volunteer", twice, volunteer, "stands twice in one row")
    first = min(int(problem.load_cost[0]), COST_LIMIT)
    most = (COST_LIMIT - problem.change_cost - first) // 2
    _check_range("arc_cost", cost, -most, most, "is more than the engine can add up")
    _check_range("weight", problem.weight, 0, most, "is more than the engine can add up")


def _check_pins(problem: Problem, of_volunteer: str, of_demand: str) -> None:
    """Check that pinned pairs exist, and stand once in their list."""
    volunteer, demand = getattr(problem, of_volunteer), getattr(problem, of_demand)
    if len(volunteer) != len(demand):
        raise BadProblem(
            of_demand, None, f"has {len(demand)} rows, {of_volunteer} {len(volunteer)}"
        )
    _check_range(of_volunteer, volunteer, 0, problem.volunteers - 1, "is an unknown volunteer")
    _check_range(of_demand, demand, 0, problem.demands - 1, "is an unknown demand")
    twice = _repeated(volunteer * problem.demands + demand)
    _refuse(of_volunteer, twice, volunteer, "stands twice with the same demand")


def check_last_demand(problem: Problem) -> None:
    """Check the last demand of a problem that is sound without it; raise `BadProblem` as `checked`.

    Its numbers must have come in as Python's own `int` and `float`, so that no type is in doubt.
    """
    last = problem.demands - 1
    for name in PER_DEMAND:
        low, high, reason = RANGES.get(name, (0, len(problem.shift_day) - 1, "is an unknown shift"))
        value = getattr(problem, name)[last]
        if not low <= value <= high:
            raise BadProblem(name, last, f"{value} {reason} ({low}..{high})")
    if problem.weight[last] + problem.change_cost > COST_LIMIT:
        raise BadProblem("weight", last, "and change_cost are more than the engine can add up")
    if problem.seats.sum() > SEATS_LIMIT:
        raise BadProblem("seats", last, f"makes more than {SEATS_LIMIT} in all")
    for number, mask in enumerate(problem.masks):
        if not 0 <= mask.of_demand[last] < mask.allowed.shape[1]:
            raise BadProblem(f"masks[{number}].of_demand", last, "is an unknown group")
    if problem.explicit:
        _check_arcs(problem)


def _check_frozen(problem: Problem) -> None:
    """Check that frozen pairs keep every rule: they will stand whatever it costs."""
    from muster.rules import allowed

    volunteer, demand = problem.frozen_volunteer, problem.frozen_demand
    if not volunteer.size:
        return
    _refuse("frozen_volunteer", ~allowed(problem, volunteer, demand), volunteer, "breaks a rule")
    twice = _repeated(volunteer * DAYS + problem.day[demand])
    _refuse("frozen_volunteer", twice, volunteer, "is frozen twice on one day")
    over = np.bincount(volunteer, minlength=problem.volunteers) > problem.weekly_cap
    _refuse("frozen_volunteer", over[volunteer], volunteer, "is frozen beyond the weekly cap")
    full = np.bincount(demand, minlength=problem.demands) > problem.seats
    _refuse("frozen_demand", full[demand], demand, "has more frozen hands than seats")


def _repeated(keys: Ints) -> Bools:
    """Return which rows say what an earlier row has said."""
    repeated = np.ones(keys.size, np.bool_)
    repeated[np.unique(keys, return_index=True)[1]] = False
    return repeated
