"""Who could fill one place now: the fitting ones, cheapest first, all others left in place.

With everybody else pinned, the best replacement is the cheapest person who may and would stand
there. People are asked for in rings around the place, so that the answer is exact without reading
the whole city: whoever lies beyond a ring costs at least its radius.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, inf, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongxin.clearance.crowd import crowd
from tongxin.clearance.gates import offered
from tongxin.clearance.narrowing import possible
from tongxin.clearance.requirement import Requirement
from tongxin.clearance.rules.wishes import METRES_PER_DEGREE
from tongxin.places.models import Place
from tongxin.rosters.gates import busy_of, requirement_of
from tongxin.rosters.models import Part, Shift
from tongxin.volunteers.models import Volunteer

from .costs import Costs
from .lately import last_asked, stood_lately

Floats = NDArray[np.float64]
RING = 400  # people whose gates are asked at once
FAR = 60_000.0  # metres; nobody goes farther
ABOUT_AS_MUCH = 500  # metres; costs between two multiples of it count as equal
AROUND = (3000.0, 10_000.0, 30_000.0, FAR)  # read one after the other, while more are needed


@dataclass(frozen=True)
class Fit:
    """Somebody who may and would stand there.

    `metres` of the way, `cost` with wishes and rest; `asked`: when last, in seconds, 0 if never.
    """

    person: int
    metres: int
    cost: int
    asked: float = 0.0


def fits(
    shift: Shift, part: Part, *, most: int, without: Iterable[int] = (), costs: Costs | None = None
) -> list[Fit]:
    """Return the `most` cheapest who may and would stand there now, cheapest first.

    Of those who cost about as much, whoever was asked least recently comes first. `without`:
    persons not to be asked; a part kept for a team is for its members. Post and place of the shift
    are loaded.
    """
    requirement, costs = requirement_of(shift, part), costs or Costs()
    found: list[Fit] = []
    for people, metres, radius in _by_distance(requirement, part, set(without)):
        for start in range(0, len(people), RING):
            ring, away = people[start : start + RING], metres[start : start + RING]
            way = int(min(away[0], FAR))
            if len(found) >= most and _order(found[most - 1]) < _order(Fit(ring[0], way, way)):
                return found[:most]  # whoever comes now costs the way at least
            found = sorted(found + _clear(requirement, shift, ring, away, costs), key=_order)
        if len(found) >= most and _band(found[most - 1].cost) < _band(radius):
            break
    return found[:most]


def fits_among(
    people: Iterable[int], shift: Shift, part: Part, *, costs: Costs | None = None
) -> list[Fit]:
    """Return those of `people` who may and would stand there now, as `fits` orders them."""
    requirement = requirement_of(shift, part)
    rows = _possible(requirement, part).filter(person__in=list(people))
    ring, away = _sorted(rows, requirement, set(), -1.0, inf)
    found = _clear(requirement, shift, ring, away, costs or Costs()) if ring else []
    return sorted(found, key=_order)


def _order(fit: Fit) -> tuple[float, float, int, int]:
    return _band(fit.cost), fit.asked, fit.cost, fit.person


def _band(cost: float) -> float:
    return inf if cost == inf else cost // ABOUT_AS_MUCH


def _by_distance(
    requirement: Requirement, part: Part, without: set[int]
) -> Iterator[tuple[list[int], Floats, float]]:
    """Yield (persons on duty in the register, their metres to the place, all within so many).

    The nearest first, from wider and wider around: who is not needed is not read.
    """
    rows = _possible(requirement, part)
    if requirement.latitude is None or requirement.longitude is None:
        yield *_sorted(rows, requirement, without, -1.0, inf), inf
        return
    nearer = -1.0
    for radius in AROUND:
        step = radius / METRES_PER_DEGREE
        wider = step / cos(radians(requirement.latitude))
        there = rows.filter(
            latitude__range=(requirement.latitude - step, requirement.latitude + step),
            longitude__range=(requirement.longitude - wider, requirement.longitude + wider),
        )
        yield *_sorted(there, requirement, without, nearer, radius), radius
        nearer = radius


def _possible(requirement: Requirement, part: Part) -> Any:
    active = Volunteer.objects.filter(state=Volunteer.State.ACTIVE).order_by()
    rows = possible(active, requirement)
    return rows if part.team_id is None else rows.filter(person__memberships__team=part.team_id)


def _sorted(
    rows: Any, requirement: Requirement, without: set[int], nearer: float, radius: float
) -> tuple[list[int], Floats]:
    """Return those of `rows` that live farther than `nearer` and within `radius`, in order."""
    table = np.array(
        [(key, lat, lon) for key, lat, lon in
         rows.values_list("person", "latitude", "longitude") if key not in without],
        np.float64,
    ).reshape(-1, 3)  # fmt: skip
    metres = _metres(table, requirement)
    here = (metres > nearer) & (metres <= radius)
    table, metres = table[here], metres[here]
    order = np.lexsort((table[:, 0], metres))
    return table[order, 0].astype(np.int64).tolist(), metres[order]


def _metres(table: Floats, requirement: Requirement) -> Floats:
    if requirement.latitude is None or requirement.longitude is None:
        return np.zeros(len(table))
    shrink = np.cos(np.radians(requirement.latitude))
    north = (table[:, 1] - requirement.latitude) * METRES_PER_DEGREE
    east = (table[:, 2] - requirement.longitude) * METRES_PER_DEGREE * shrink
    metres: Floats = np.nan_to_num(np.hypot(north, east), nan=inf)
    return metres


def _clear(
    requirement: Requirement,
    shift: Shift,
    ring: list[int],
    away: Floats,
    costs: Costs,
) -> list[Fit]:
    city = Place.objects.get(parent=None)
    busy = busy_of(ring, shift.starts_at, shift.ends_at)
    here = crowd(city, [requirement], people=ring, busy=busy)
    may = offered(here, [requirement])[:, 0]
    known = dict(zip(ring, away.tolist(), strict=True))
    lately, asked = stood_lately(shift.starts_at, ring), last_asked(ring)
    liked = requirement.service_class in here.register.classes and (
        here.register.prefers >> here.register.classes.index(requirement.service_class) & 1
    )
    likes = np.broadcast_to(np.asarray(liked, bool), len(here))
    found = []
    for row in np.flatnonzero(may).tolist():
        key = int(here.people[row])
        metres = int(min(known[key], FAR))
        dislike = 0 if likes[row] else costs.preference
        cost = metres + dislike + costs.fairness * lately.get(key, 0)
        found.append(Fit(key, metres, cost, asked.get(key, 0.0)))
    return found
