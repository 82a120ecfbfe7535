"""Small problems of many shapes, each from a name and a seed: what the wide tests run over."""

from dataclasses import replace

import numpy as np

from muster.baselines import greedy
from muster.cities import SHAPES, generate
from muster.problem import Mask, Problem

ONE_A_DAY = np.arange(7, dtype=np.int64)


def draw_problem(seed, volunteers, demands, **changes):
    """Draw a plain problem: a square of 10 km, 7 days of one shift, three qualification bits."""
    draw = np.random.default_rng(seed)
    side = changes.pop("side", 10_000)
    most_seats = changes.pop("most_seats", 3)
    columns = {
        "volunteer_x": draw.uniform(0, side, volunteers),
        "volunteer_y": draw.uniform(0, side, volunteers),
        "qualifications": draw.integers(0, 8, volunteers),
        "availability": draw.integers(0, 128, volunteers),
        "preferred": draw.integers(0, 8, volunteers),
        "weekly_cap": draw.integers(0, 5, volunteers),
        "recent": draw.integers(0, 4, volunteers),
        "max_distance": draw.choice([3000.0, 8000.0, 20_000.0], volunteers),
        "demand_x": draw.uniform(0, side, demands),
        "demand_y": draw.uniform(0, side, demands),
        "demand_class": draw.integers(0, 3, demands),
        "required": draw.integers(0, 8, demands) & draw.integers(0, 8, demands),
        "shift": draw.integers(0, 7, demands),
        "seats": draw.integers(0, most_seats + 1, demands),
        "weight": draw.choice([1_000_000, 300_000, 100_000, 30_000], demands),
        "shift_day": ONE_A_DAY,
        "load_cost": np.array([0, 1000, 2500, 4500, 7000, 9000, 12_000]),
        "preference_cost": 3000,
        "recent_cost": 300,
    }
    for name, change in changes.items():
        columns[name] = change(draw, columns[name]) if callable(change) else change
    return Problem(**columns).checked()


def sizes(seed, smallest, largest):
    """Draw a number of volunteers and one of demands, small ones more often."""
    draw = np.random.default_rng(seed + 10_000)
    low, high = np.log(smallest), np.log(largest)
    return tuple(int(n) for n in np.exp(draw.uniform(low, high, 2)))


def loose(seed):
    volunteers, demands = sizes(seed, 4, 60)
    return draw_problem(seed, 8 * volunteers, demands)


def tight(seed):
    volunteers, demands = sizes(seed, 4, 80)
    return draw_problem(seed, volunteers, demands, most_seats=5)


def saturated(seed):
    """Everybody is needed everywhere: seats outrun hands ten times, every hand fits."""
    volunteers, demands = sizes(seed, 4, 60)
    return draw_problem(
        seed, volunteers, demands, most_seats=12,
        required=lambda draw, column: column * 0,
        availability=lambda draw, column: column * 0 + 127,
        max_distance=lambda draw, column: column * 0 + 20_000,
    )  # fmt: skip


def degenerate(seed):
    """Costs are small numbers, most of them equal: points on a grid of three by three."""
    volunteers, demands = sizes(seed, 4, 60)
    on_grid = lambda draw, column: draw.integers(0, 3, column.size) * 1.0  # noqa: E731
    return draw_problem(
        seed, volunteers, demands, preference_cost=1, recent_cost=0,
        volunteer_x=on_grid, volunteer_y=on_grid, demand_x=on_grid, demand_y=on_grid,
        weight=lambda draw, column: draw.integers(0, 4, column.size),
        load_cost=np.array([0, 0, 1, 1, 1, 2, 2]),
    )  # fmt: skip


def ties(seed):
    """Everybody is the same person in the same place."""
    volunteers, demands = sizes(seed, 3, 50)
    same = lambda draw, column: column * 0 + column[0]  # noqa: E731
    one = {name: same for name in ("volunteer_x", "volunteer_y", "demand_x", "demand_y")}
    return draw_problem(
        seed, volunteers, demands, **one, qualifications=same, availability=same, preferred=same,
        weekly_cap=lambda draw, column: column * 0 + draw.integers(1, 4), recent=same, weight=same,
        load_cost=np.zeros(7, np.int64),
    )  # fmt: skip


def zero_weight(seed):
    """Some empty seats, or all, cost nothing: nobody should be sent there."""
    volunteers, demands = sizes(seed, 3, 50)
    return draw_problem(
        seed, volunteers, demands,
        weight=lambda draw, column: column * draw.integers(0, 2, column.size) * (seed % 3 > 0),
    )  # fmt: skip


def light_weight(seed):
    """Empty seats cost about as much as a walk: filling one is a close call."""
    volunteers, demands = sizes(seed, 4, 80)
    return draw_problem(
        seed, volunteers, demands, most_seats=4,
        weight=lambda draw, column: draw.integers(0, 9000, column.size),
    )  # fmt: skip


def one_village(seed):
    """Everything within two hundred metres."""
    volunteers, demands = sizes(seed, 4, 120)
    return draw_problem(seed, volunteers, demands, side=200)


def duplicate_points(seed):
    """A handful of addresses, many people and posts at each."""
    volunteers, demands = sizes(seed, 4, 100)
    address = lambda draw, column: draw.integers(0, 4, column.size) * 2500.0  # noqa: E731
    names = ("volunteer_x", "volunteer_y", "demand_x", "demand_y")
    return draw_problem(seed, volunteers, demands, **dict.fromkeys(names, address))


def far_outliers(seed):
    """Some stand on the other side of the Earth, and would walk."""
    volunteers, demands = sizes(seed, 4, 60)

    def scatter(draw, column):
        far = draw.random(column.size) < 0.1
        return np.where(far, draw.uniform(-9e7, 9e7, column.size), column)

    names = ("volunteer_x", "volunteer_y", "demand_x", "demand_y")
    return draw_problem(
        seed, volunteers, demands, **dict.fromkeys(names, scatter),
        max_distance=lambda draw, column: draw.choice([0.0, 5000.0, 3e8], column.size),
        weight=lambda draw, column: draw.choice([10_000, 400_000_000], column.size),
    )  # fmt: skip


def one_day(seed):
    """Sixty-three shifts in one day: whoever stands anywhere is gone."""
    volunteers, demands = sizes(seed, 4, 80)
    return draw_problem(
        seed, volunteers, demands, shift_day=np.zeros(63, np.int64),
        shift=lambda draw, column: draw.integers(0, 63, column.size),
        availability=lambda draw, column: draw.integers(0, 1 << 62, column.size),
    )  # fmt: skip


def steep_loads(seed):
    """A second shift costs more than any seat is worth, or turns cost nothing at all."""
    volunteers, demands = sizes(seed, 4, 60)
    steps = [[0, 1 << 40], [0, 0, 0, 0, 0, 0, 0], [500_000_000], [5000, 5000, 200_000]][seed % 4]
    loads = np.array(steps + [steps[-1]] * (7 - len(steps)))
    return draw_problem(seed, volunteers, demands, load_cost=loads)


def nobody_fits(seed):
    """Almost no pair is allowed; sometimes none."""
    volunteers, demands = sizes(seed, 1, 40)
    return draw_problem(
        seed, volunteers, demands,
        max_distance=lambda draw, column: draw.choice([0.0, 900.0], column.size),
        required=lambda draw, column: column | 4,
    )  # fmt: skip


def explicit(seed):
    """Arcs by hand, costs of both signs, geometry without meaning."""
    volunteers, demands = sizes(seed, 2, 60)
    draw = np.random.default_rng(seed + 20_000)
    arcs = draw.random((demands, volunteers)) < draw.choice([0.05, 0.3, 1.0])
    low = int(draw.choice([-5000, 0]))
    return draw_problem(
        seed, volunteers, demands,
        arc_ptr=np.concatenate([[0], np.cumsum(arcs.sum(axis=1))]),
        arc_volunteer=np.nonzero(arcs)[1],
        arc_cost=draw.integers(low, 20_000, int(arcs.sum())),
        weight=draw.choice([0, 4000, 15_000, 1_000_000], demands),
    )  # fmt: skip


def masked(seed):
    """Two further rules by region; now and then over explicit arcs."""
    problem = explicit(seed) if seed % 3 == 0 else tight(seed)
    draw = np.random.default_rng(seed + 30_000)
    masks = []
    for number in range(2):
        rows, columns = (int(n) for n in draw.integers(1, 5, 2))
        masks.append(
            Mask(
                f"region {number}",
                draw.integers(0, rows, problem.volunteers),
                draw.integers(0, columns, problem.demands),
                draw.random((rows, columns)) < 0.8,
            )
        )
    return replace(problem, masks=tuple(masks)).checked()


def pinned(seed):
    """Some pairs of another plan are frozen, some only told, some declined."""
    problem = (tight, light_weight, masked, explicit, one_village)[seed % 5](seed)
    draw = np.random.default_rng(seed + 40_000)
    volunteer, demand = greedy(problem)
    fate = draw.choice(4, volunteer.size, p=(0.3, 0.4, 0.2, 0.1))
    told = problem.with_told(
        volunteer[fate == 1], demand[fate == 1], int(draw.choice([0, 700, 20_000]))
    )
    frozen = told.with_frozen(volunteer[fate == 0], demand[fate == 0])
    refused = fate == 3
    return replace(
        frozen, declined_volunteer=volunteer[refused], declined_demand=demand[refused]
    ).checked()


def city(seed):
    """A little city of the generator's, in every shape; now and then of 5,000 nodes."""
    draw = np.random.default_rng(seed + 50_000)
    shape = list(SHAPES)[seed % len(SHAPES)]
    volunteers = 3750 if seed % 10 == 9 else int(draw.integers(30, 500))
    tightness = float(draw.choice([0.7, 1.0, 1.3, 1.7, 2.5]))
    return generate(
        volunteers, volunteers // 3, seed=seed, tightness=tightness, shape=shape
    ).checked()


def tiny(seed):
    """Few enough to try everything."""
    draw = np.random.default_rng(seed + 60_000)
    volunteers, demands = (int(n) for n in draw.integers(1, 6, 2))
    return draw_problem(
        seed, volunteers, demands,
        availability=lambda draw, column: column | draw.integers(0, 128, column.size),
        required=lambda draw, column: column & draw.integers(0, 8, column.size),
        shift=lambda draw, column: draw.integers(0, 3, column.size),
        weight=lambda draw, column: draw.choice([0, 2000, 8000, 300_000], column.size),
    )  # fmt: skip


FAMILIES = (
    loose, tight, saturated, degenerate, ties, zero_weight, light_weight, one_village,
    duplicate_points, far_outliers, one_day, steep_loads, nobody_fits, explicit, masked, pinned,
    city,
)  # fmt: skip
