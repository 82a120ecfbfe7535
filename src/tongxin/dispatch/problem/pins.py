"""What officers decided and people answered: fixed, forbidden, left out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import muster
from tongxin.rosters.models import Enrolment, Shift

from ..models import Pin
from .wanted import Demand

Ints = NDArray[np.int64]
SAID_NO = ("declined", "cancelled", "lapsed", "refused", "waiting", "asked")


def pinned(
    problem: muster.Problem, people: Ints, demands: list[Demand], pins: Iterable[Pin]
) -> muster.Problem:
    """Fix, forbid and leave out what officers decided, and who said no to a shift before."""
    rows = {int(key): row for row, key in enumerate(people)}
    at: dict[int, list[int]] = defaultdict(list)
    for n, one in enumerate(demands):
        at[one.shift].append(n)
    never = {(rows[who], d) for who, shift in _said_no(at) if who in rows for d in at[shift]}
    out, wanted = [], []
    for pin in pins:
        row, spots = rows.get(pin.person_id, -1), at[pin.shift_id or 0]
        if row >= 0 and pin.kind == Pin.Kind.OUT:
            out.append(row)
        elif row >= 0 and pin.kind == Pin.Kind.NEVER:
            never |= {(row, d) for d in spots}
        elif row >= 0:
            wanted += [(row, d) for d in spots if demands[d].part == pin.part_id]
    problem = replace(problem, **_named("declined", sorted(never)))
    return _fixed(_left_out(problem, out), wanted)


def _left_out(problem: muster.Problem, out: list[int]) -> muster.Problem:
    """Forbid every demand to those an officer left out."""
    if not out:
        return problem
    group = np.zeros(problem.volunteers, np.int64)
    group[out] = 1
    everywhere = np.zeros(problem.demands, np.int64)
    mask = muster.Mask("left_out", group, everywhere, np.array([[True], [False]]))
    return replace(problem, masks=(*problem.masks, mask))


def _fixed(problem: muster.Problem, wanted: list[tuple[int, int]]) -> muster.Problem:
    """Freeze each pair that breaks no rule, together with those before; leave the others out."""
    kept: list[tuple[int, int]] = []
    for row, d in wanted:
        try:
            problem = replace(problem, **_named("frozen", [*kept, (row, d)])).checked()
        except muster.BadProblem:
            continue
        kept.append((row, d))
    return replace(problem, **_named("frozen", kept))


def _said_no(shifts: Iterable[int]) -> list[tuple[int, int]]:
    """Return (person, shift) of who declined, left or was silent: they are not asked again."""
    said = Enrolment.objects.filter(
        state__in=SAID_NO, shift__in=Shift.objects.filter(pk__in=list(shifts)).values("pk")
    )
    return list(said.exclude(person=None).order_by().values_list("person", "shift"))


def _named(name: str, pairs: list[tuple[int, int]]) -> dict[str, Any]:
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return {f"{name}_volunteer": table[:, 0].copy(), f"{name}_demand": table[:, 1].copy()}
