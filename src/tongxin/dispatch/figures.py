"""What a draft amounts to: coverage, ways, load, the proof, and what is missing where."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import muster
from muster.rules import able, allowed
from tongxin.places.models import Place

from .kits import missing_kits
from .problem import Demand, Ground
from .solving import Drawn

Ints = NDArray[np.int64]
MISSED = 20  # rows of "where one more hand would help most"
WAYS = (1000, 3000, 5000, 10_000)  # metres


def figures_of(ground: Ground, drawn: Drawn) -> dict[str, Any]:
    """Return the figures of a plan, ready for JSON."""
    problem, plan = drawn.problem, drawn.answer
    filled = np.bincount(plan.demand, minlength=problem.demands)
    towns = _towns(ground)
    table = _Table(ground.demands, problem.seats, filled)
    metres = np.hypot(
        problem.volunteer_x[plan.volunteer] - problem.demand_x[plan.demand],
        problem.volunteer_y[plan.volunteer] - problem.demand_y[plan.demand],
    )
    return {
        "seats": int(problem.seats.sum()), "filled": int(filled.sum()),
        "hands": len(ground.people), "used": len(np.unique(plan.volunteer)),
        "teams_asked": len(ground.crews.blocks), "teams": len(drawn.teams),
        "team_heads": sum(one.heads for one in drawn.teams),
        "by_urgency": table.by(lambda one: str(one.urgency)),
        "by_need": table.by(lambda one: "least" if one.least else "more"),
        "by_class": table.by(lambda one: one.requirement.service_class),
        "by_day": table.by(lambda one: one.requirement.first_day.isoformat()),
        "by_town": table.by(lambda one: towns[one.post]),
        "by_place": table.by(lambda one: ground.posts[one.post].place.code),
        "ways": _ways(metres), "turns": _turns(plan),
        "short": missing_kits(ground, drawn),
        "missing": _missing(ground, problem, plan, filled, towns),
    }  # fmt: skip


class _Table:
    """Places and how many are filled, summed by anything one can say of a demand."""

    def __init__(self, demands: list[Demand], seats: Ints, filled: Ints) -> None:
        self.rows = list(zip(demands, seats.tolist(), filled.tolist(), strict=True))

    def by(self, key: Callable[[Demand], str]) -> list[list[Any]]:
        """Return [key, places, filled], the most places empty first."""
        sums: dict[str, list[int]] = {}
        for demand, seats, filled in self.rows:
            row = sums.setdefault(key(demand), [0, 0])
            row[0] += seats
            row[1] += filled
        rows = [[name, *row] for name, row in sums.items()]
        return sorted(rows, key=lambda row: (row[2] - row[1], row[0]))


def _towns(ground: Ground) -> dict[int, str]:
    """Return the code of the town of each post; of the place itself where there is none above."""
    codes = dict(Place.objects.values_list("path", "code"))
    paths = {key: post.place.path for key, post in ground.posts.items()}
    return {
        key: codes.get("/".join(path.split("/")[:2]) + "/", codes[path])
        for key, path in paths.items()
    }


def _ways(metres: NDArray[np.float64]) -> dict[str, Any]:
    if not len(metres):
        return {}
    within = [[limit, int((metres <= limit).sum())] for limit in WAYS]
    return {
        "mean": round(float(metres.mean())), "median": round(float(np.median(metres))),
        "p90": round(float(np.quantile(metres, 0.9))), "longest": round(float(metres.max())),
        "within": within,
    }  # fmt: skip


def _turns(plan: muster.Plan) -> list[list[int]]:
    """Return [shifts, people]: how many stand once, twice …"""
    turns = np.bincount(plan.volunteer)
    number, people = np.unique(turns[turns > 0], return_counts=True)
    rows: list[list[int]] = np.stack([number, people], axis=1).tolist()
    return rows


def _missing(
    ground: Ground, problem: muster.Problem, plan: muster.Plan, filled: Ints, towns: dict[int, str]
) -> list[dict[str, Any]]:
    """Return where one more hand would save most, by town, class and what is asked of them.

    `value`: metres one more hand there would save at most; `empty`: places, from `since` to
    `until`, `at_once` of them at the same hours; `nearly`: people of whom nothing but training or
    a certificate stands between them and the place; `lacked`: the module most of them lack.
    """
    if not ground.demands:
        return []
    names = sorted(set(towns.values()))
    place = np.array([names.index(towns[one.post]) for one in ground.demands], np.int64)
    worth = muster.marginal_values(problem, plan, place)
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for value, d in zip(worth.value.tolist(), worth.demand.tolist(), strict=True):
        one = ground.demands[d]
        asks, key = one.requirement, _key(one, towns)
        if value > 0 and key not in rows and len(rows) < MISSED:
            rows[key] = {
                "town": key[0], "class": key[1], "kind": key[2], "qualifications": list(key[3]),
                "value": value, "shift": one.shift, "day": asks.first_day.isoformat(),
                "demand": d,
            }  # fmt: skip
    _count_empty(rows, ground, problem.seats - filled, towns)
    for row in rows.values():
        d = row.pop("demand")
        nearly = _nearly(ground, problem, d)
        lacked = ground.teaching.most_lacked(nearly, ground.demands[d].requirement)
        row |= {"nearly": len(nearly), "lacked": lacked}
    return list(rows.values())


def _count_empty(
    rows: dict[tuple[Any, ...], dict[str, Any]], ground: Ground, empty: Ints, towns: dict[int, str]
) -> None:
    same_hours: dict[tuple[Any, ...], Counter[tuple[int, int]]] = defaultdict(Counter)
    for d, free in enumerate(empty.tolist()):
        key = _key(ground.demands[d], towns)
        if free and key in rows:
            row, asks = rows[key], ground.demands[d].requirement
            day = asks.first_day.isoformat()
            same_hours[key][asks.seconds] += free
            row["empty"] = row.get("empty", 0) + free
            row["at_once"] = max(row.get("at_once", 0), same_hours[key][asks.seconds])
            row["since"] = min(row.get("since", day), day)
            row["until"] = max(row.get("until", day), day)


def _key(one: Demand, towns: dict[int, str]) -> tuple[Any, ...]:
    """Return where and for what: town, class, kind, qualifications."""
    asks = one.requirement
    return towns[one.post], asks.service_class, asks.kind, tuple(sorted(asks.qualifications))


def _nearly(ground: Ground, problem: muster.Problem, d: int) -> Ints:
    """Return whom every rule would allow there, could they do what can be taught or proven."""
    bits = np.int64(_bits(ground.gates.meaning, {"trained", "qualified"}))
    taught = replace(problem, qualifications=problem.qualifications | bits)
    everybody = np.arange(problem.volunteers)
    return np.flatnonzero(allowed(taught, everybody, d) & ~able(problem, everybody, d))


def _bits(meaning: Iterable[str], wanted: set[str]) -> int:
    return sum(1 << n for n, name in enumerate(meaning) if name in wanted)
