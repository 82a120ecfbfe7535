"""Cities to try the engine on: synthetic, seeded, the same on every machine.

Nothing here is about a real person. What is drawn, and from what, is written beside each table;
the shares are ours, chosen so that rare hands (nurses, drivers, counsellors) are really rare.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.problem import DAYS, Problem

Points = NDArray[np.float64]
Integers = NDArray[np.int64]

SHIFTS_A_DAY = 3
SHIFTS = DAYS * SHIFTS_A_DAY
LOAD_COST = (0, 1000, 2500, 4500, 7000, 10_000, 13_500)  # metres an n-th shift is worth
PREFERENCE_COST, RECENT_COST = 3000, 300  # metres
WEIGHTS = (1_000_000, 300_000, 100_000, 30_000)  # of an empty seat, priority I to IV
PRIORITY_SHARES = (0.10, 0.20, 0.40, 0.30)

# How many of a hundred volunteers hold each qualification bit (0 = the common training).
HOLDERS = (0.80, 0.12, 0.25, 0.02, 0.015, 0.01, 0.10, 0.08, 0.06, 0.02, 0.005, 0.05)
CLASS_SHARES = (0.25, 0.12, 0.18, 0.12, 0.20, 0.13)


def _bits(*held: int) -> int:
    return sum(1 << bit for bit in held)


# For each of the six classes: which bits a demand requires, and how often.
REQUIRED: tuple[tuple[tuple[int, float], ...], ...] = (
    ((_bits(0), 0.70), (_bits(0, 2), 0.20), (_bits(), 0.10)),
    ((_bits(0, 1), 0.55), (_bits(1, 3), 0.15), (_bits(3), 0.15), (_bits(0, 1, 2), 0.15)),
    ((_bits(0, 7), 0.50), (_bits(0), 0.40), (_bits(6, 7), 0.10)),
    ((_bits(0, 8), 0.60), (_bits(8, 1), 0.10), (_bits(0), 0.30)),
    ((_bits(0), 0.75), (_bits(5), 0.05), (_bits(0, 9), 0.08), (_bits(10), 0.02),
     (_bits(0, 2), 0.10)),
    ((_bits(), 0.50), (_bits(6), 0.20), (_bits(11), 0.20), (_bits(4), 0.10)),
)  # fmt: skip

# Free in a shift (early, late, evening; weekday and weekend): the retired, the employed,
# students, and everybody else. Shares of the four, then chances.
OCCUPATION_SHARES = (0.06, 0.38, 0.34, 0.22)
UNWELL = 0.03  # share of volunteers free in no shift at all


def generate(
    volunteers: int = 120_000,
    demands: int = 40_000,
    *,
    seed: int = 1,
    tightness: float = 1.0,
    shape: str = "county",
) -> Problem:
    """Draw a city.

    Parameters
    ----------
    volunteers, demands : int
        How many of each, at least 1. The area grows with the volunteers: 50 km × 50 km for
        120,000, so that density stays that of a Chinese county-level city.
    seed : int
        Same arguments, same city, to the bit.
    tightness : float
        Seats are multiplied by this (at least one each). At 1.0 and full size there are about
        108,000 seats; at 1.7 they outrun the hands.
    shape : str
        One of `SHAPES`: ``county`` (18 towns, 310 villages), ``dense`` (one built-up core),
        ``road`` (villages strung along one road), ``twin`` (two centres and a country between).

    Raises
    ------
    ValueError
        For an unknown shape, no volunteers, no demands or a tightness that is not positive.
    """
    if shape not in SHAPES:
        raise ValueError(f"shape: {shape!r} is none of {', '.join(SHAPES)}")
    if volunteers < 1 or demands < 1 or not tightness > 0:
        raise ValueError("volunteers, demands and tightness must be positive")
    draw = np.random.default_rng(np.random.SeedSequence((seed, list(SHAPES).index(shape))))
    side = 50_000.0 * np.sqrt(volunteers / 120_000)
    villages = SHAPES[shape](draw, side, max(3, round(310 * volunteers / 120_000)))
    people = draw.lognormal(0.0, 0.7, len(villages))
    needs = people**0.7 * draw.lognormal(0.0, 0.7, len(villages))
    homes = _around(draw, villages, people, volunteers, 600.0, side)
    posts = _around(draw, villages, needs, demands, 900.0, side)
    far = draw.random(demands) < 0.08
    posts[far] = draw.uniform(0.0, side, (int(far.sum()), 2))
    return Problem(
        volunteer_x=homes[:, 0].copy(),
        volunteer_y=homes[:, 1].copy(),
        demand_x=posts[:, 0].copy(),
        demand_y=posts[:, 1].copy(),
        **_hands(draw, volunteers),
        **_work(draw, demands, tightness),
        shift_day=np.repeat(np.arange(DAYS, dtype=np.int64), SHIFTS_A_DAY),
        load_cost=np.array(LOAD_COST, np.int64),
        preference_cost=PREFERENCE_COST,
        recent_cost=RECENT_COST,
    )


def _county(draw: np.random.Generator, side: float, villages: int) -> Points:
    """18 towns of unequal size, villages scattered 3.5 km around them."""
    towns = draw.uniform(0.08 * side, 0.92 * side, (max(2, round(villages * 18 / 310)), 2))
    size = draw.lognormal(0.0, 0.6, len(towns))
    return _around(draw, towns, size, villages, 3500.0, side)


def _dense(draw: np.random.Generator, side: float, villages: int) -> Points:
    """One core: three quarters of the quarters within a sixth of the side, the rest anywhere."""
    core = draw.normal(side / 2, side / 18, (villages, 2))
    out = draw.random(villages) < 0.25
    core[out] = draw.uniform(0.0, side, (int(out.sum()), 2))
    return _inside(core, side)


def _road(draw: np.random.Generator, side: float, villages: int) -> Points:
    """Villages along one bent road from corner to corner, seldom more than a kilometre off it."""
    along = np.sort(draw.uniform(0.02, 0.98, villages))
    bend = 0.12 * side * np.sin(3 * np.pi * along)
    road = np.stack([along * side, along * side + bend], axis=1)
    return _inside(road + draw.normal(0.0, 700.0, (villages, 2)), side)


def _twin(draw: np.random.Generator, side: float, villages: int) -> Points:
    """Two centres, 60 and 30 of a hundred villages, far apart; the rest between them."""
    which = draw.choice(3, villages, p=(0.6, 0.3, 0.1))
    centre = np.array([(0.25, 0.3), (0.78, 0.72), (0.5, 0.5)])[which] * side
    spread = np.array([0.07, 0.05, 0.25])[which][:, None] * side
    return _inside(centre + draw.normal(0.0, 1.0, (villages, 2)) * spread, side)


SHAPES: dict[str, Callable[[np.random.Generator, float, int], Points]] = {
    "county": _county,
    "dense": _dense,
    "road": _road,
    "twin": _twin,
}


def _around(
    draw: np.random.Generator, centres: Points, size: Points, many: int, spread: float, side: float
) -> Points:
    """Draw `many` points, `spread` metres around centres chosen by size, inside the city."""
    chosen = draw.choice(len(centres), many, p=size / size.sum())
    points: Points = centres[chosen] + draw.normal(0.0, spread, (many, 2))
    return _inside(points, side)


def _inside(points: Points, side: float) -> Points:
    """Fold points back at the city's border, so that nobody piles up on it."""
    return np.asarray(side - np.abs(np.mod(points, 2 * side) - side))


def _hands(draw: np.random.Generator, many: int) -> dict[str, Any]:
    """Draw what volunteers bring: bits, free shifts, caps, reach, recent load, likings."""
    qualifications = np.zeros(many, np.int64)
    for bit, share in enumerate(HOLDERS):
        qualifications |= (draw.random(many) < share).astype(np.int64) << bit
    preferred = np.zeros(many, np.int64)
    for _ in range(2):
        preferred |= np.int64(1) << draw.choice(6, many, p=CLASS_SHARES)
    return {
        "qualifications": qualifications,
        "availability": _free(draw, many),
        "preferred": preferred,
        "weekly_cap": draw.choice(5, many, p=(0.35, 0.30, 0.20, 0.10, 0.05)).astype(np.int64) + 1,
        "recent": np.minimum(draw.poisson(1.2, many), 6).astype(np.int64),
        "max_distance": draw.choice((3000.0, 8000.0, 15_000.0), many, p=(0.15, 0.50, 0.35)),
    }


def _free(draw: np.random.Generator, many: int) -> Integers:
    """Draw the shifts each is free in, as bits."""
    occupation = draw.choice(4, many, p=OCCUPATION_SHARES)
    free = np.zeros(many, np.int64)
    for shift in range(SHIFTS):
        day, part = divmod(shift, SHIFTS_A_DAY)
        weekend, evening = day >= 5, part == 2
        employed = 0.75 if evening else 0.15 if weekend else 0.02
        chance = np.array([0.85, employed, 0.6 if weekend else 0.03, 0.18])[occupation]
        free |= (draw.random(many) < chance).astype(np.int64) << shift
    free[draw.random(many) < UNWELL] = 0
    return free


def _work(draw: np.random.Generator, many: int, tightness: float) -> dict[str, Any]:
    """Draw what is asked for: class, bits, shift, seats (1.2 % are big posts), weight."""
    kind = draw.choice(len(REQUIRED), many, p=CLASS_SHARES)
    required = np.zeros(many, np.int64)
    for index, choices in enumerate(REQUIRED):
        mine = np.flatnonzero(kind == index)
        share = np.array([part for _, part in choices])
        required[mine] = draw.choice(
            [bits for bits, _ in choices], len(mine), p=share / share.sum()
        )
    busy = np.array([[0.9, 0.8, 1.1]] * 5 + [[1.5, 1.5, 1.3]] * 2).ravel()
    seats = draw.geometric(1 / 2.3, many)
    big = draw.random(many) < 0.012
    seats[big] = draw.integers(15, 60, int(big.sum()))
    priority = draw.choice(4, many, p=PRIORITY_SHARES)
    return {
        "demand_class": kind.astype(np.int64),
        "required": required,
        "shift": draw.choice(SHIFTS, many, p=busy / busy.sum()).astype(np.int64),
        "seats": np.maximum(1, np.round(seats * tightness)).astype(np.int64),
        "weight": np.array(WEIGHTS, np.int64)[priority],
    }
