"""Read a territory and its days: demands from shifts, hands from the register."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Any

import numpy as np
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

import muster
from tongxin.clearance.crowd import Crowd, crowd
from tongxin.clearance.requirement import Requirement
from tongxin.clearance.rules.hours import turns_left
from tongxin.clearance.rules.wishes import METRES_PER_DEGREE
from tongxin.errors import DomainError
from tongxin.places.models import Place
from tongxin.places.queries import under_path
from tongxin.rosters.gates import busy_between, requirement_at
from tongxin.rosters.models import Enrolment, Part, Post, Shift

from ..costs import Costs
from ..lately import stood_lately
from ..models import Pin
from .gates import Gates, gates_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class NothingToPlan(DomainError):
    """There is no free place, or nobody to send."""


@dataclass(frozen=True)
class Demand:
    """Places of one part of one shift; `least`: the shift cannot do without them."""

    shift: int
    part: int
    post: int
    seats: int
    least: bool
    requirement: Requirement


@dataclass(frozen=True)
class Ground:
    """The problem, and which rows its numbers stand for: `demands[d]`, `people[v]`."""

    problem: muster.Problem
    people: Ints
    demands: list[Demand]
    posts: dict[int, Post]
    gates: Gates


def read_ground(
    place: Place, first: date, last: date, *, costs: Costs, pins: Iterable[Pin] = ()
) -> Ground:
    """Read all that a plan for `place` and these days needs, in about thirty queries.

    Hands are of the whole city: who may cross towns is for `clearance` to say. Places held already
    stay held. Raises `NothingToPlan`.
    """
    posts, demands = _demands(place, first, last)
    if not demands:
        raise NothingToPlan(_("No shift of these days has a free place."))
    asked = [one.requirement for one in demands]
    city = Place.objects.get(parent=None)
    since, until = dawn_of(first), dawn_of(last + timedelta(days=1))
    busy = busy_between(since, until)
    people = crowd(city, asked, busy=busy)
    if not len(people):
        raise NothingToPlan(_("The register is empty."))
    day = np.array([(one.first_day - first).days for one in asked], np.int64)
    gates = gates_of(people, asked, day)
    bare = _problem(people, demands, gates, costs, posts, since)
    problem = _pinned(bare, people.people, demands, pins)
    return Ground(problem, people.people, demands, posts, gates)


def dawn_of(day: date) -> datetime:
    """Return the first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time()))


def _demands(place: Place, first: date, last: date) -> tuple[dict[int, Post], list[Demand]]:
    """Return the posts and the places nobody holds yet, in order of time."""
    shifts = Shift.objects.filter(
        under_path(place.path, "post__place__path"), state=Shift.State.OPEN, post__state="open",
        starts_at__gte=max(dawn_of(first), timezone.now()),
        starts_at__lt=dawn_of(last + timedelta(days=1)),
    )  # fmt: skip
    rows = list(
        shifts.order_by("starts_at", "pk").values_list("pk", "post", "starts_at", "ends_at")
    )
    posts = Post.objects.select_related("place__parent", "site").in_bulk({row[1] for row in rows})
    parts: dict[int, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(post__in=posts, team=None, whole_team=False):
        parts[part.post_id].append(part)
    held = Enrolment.objects.holding().filter(shift__in=shifts.values("pk")).order_by()
    taken = {
        (shift, part): heads
        for shift, part, heads in held.values_list("shift", "part").annotate(n=Sum("heads"))
    }
    demands: list[Demand] = []
    for key, post, starts_at, ends_at in rows:
        for part in parts[post]:
            need = requirement_at(posts[post], part, starts_at, ends_at)
            here = taken.get((key, part.pk), 0)
            least = max(0, part.minimum - here)
            more = max(0, part.maximum - here) - least
            for seats, is_least in ((least, True), (more, False)):
                if seats:
                    demands.append(Demand(key, part.pk, post, seats, is_least, need))
    return posts, demands


def _problem(
    people: Crowd, demands: list[Demand], gates: Gates, costs: Costs, posts: dict[int, Post],
    since: datetime,
) -> muster.Problem:  # fmt: skip
    register = people.register
    codes = {code: n for n, code in enumerate(register.classes)}
    x, y = _points(people, posts)
    demand_x, demand_y = _flat([_point_of(posts[one.post]) for one in demands], _middle(posts))
    lately = stood_lately(since)
    return muster.Problem(
        volunteer_x=x, volunteer_y=y,
        qualifications=gates.qualified, availability=gates.available,
        preferred=register.prefers.astype(np.int64),
        weekly_cap=_turns_of(people, demands),
        recent=np.array([lately.get(key, 0) for key in people.people.tolist()], np.int64),
        max_distance=register.reach_m.astype(np.float64),
        demand_x=demand_x, demand_y=demand_y,
        demand_class=np.array(
            [codes.get(one.requirement.service_class, 62) for one in demands], np.int64
        ),
        required=gates.required, shift=gates.window,
        seats=np.array([one.seats for one in demands], np.int64),
        weight=np.array([costs.least if one.least else costs.more for one in demands], np.int64),
        shift_day=gates.window_day, load_cost=np.array(costs.of_turns, np.int64),
        preference_cost=costs.preference, recent_cost=costs.fairness, masks=gates.masks,
    )  # fmt: skip


def _turns_of(people: Crowd, demands: list[Demand]) -> Ints:
    """Return (V,) int64, 0..7: how many shifts more each would stand, whatever the week."""
    weeks = {one.requirement.first_day.isocalendar()[:2]: one.requirement for one in demands}
    left = [turns_left(people, one) for one in weeks.values()]
    turns: Ints = np.clip(np.min(left, axis=0), 0, 7).astype(np.int64)
    return turns


def _point_of(post: Post) -> tuple[float, float]:
    place: Place | None = post.place
    point = post.point
    while point is None and place is not None:
        if place.latitude is not None and place.longitude is not None:
            point = place.latitude, place.longitude
        place = place.parent
    return point or (np.nan, np.nan)


def _middle(posts: dict[int, Post]) -> tuple[float, float]:
    points = np.array([_point_of(post) for post in posts.values()], np.float64).reshape(-1, 2)
    known = points[~np.isnan(points[:, 0])]
    return (float(known[:, 0].mean()), float(known[:, 1].mean())) if len(known) else (0.0, 0.0)


def _flat(points: list[tuple[float, float]], middle: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return metres east and north of `middle`; an unknown point is the middle."""
    table = np.array(points, np.float64).reshape(-1, 2)
    table = np.where(np.isnan(table), np.array(middle), table)
    north = (table[:, 0] - middle[0]) * METRES_PER_DEGREE
    east = (table[:, 1] - middle[1]) * METRES_PER_DEGREE * cos(radians(middle[0]))
    return east, north


def _points(people: Crowd, posts: dict[int, Post]) -> tuple[Floats, Floats]:
    """Return metres of each volunteer; without a point, where their village lies."""
    homes = {
        key: (lat, lon)
        for key, lat, lon in Place.objects.values_list("pk", "latitude", "longitude")
        if lat is not None and lon is not None
    }
    register = people.register
    lat, lon = register.latitude.copy(), register.longitude.copy()
    for row in np.flatnonzero(np.isnan(lat) | np.isnan(lon)).tolist():
        lat[row], lon[row] = homes.get(int(register.home[row]), (np.nan, np.nan))
    return _flat(list(zip(lat.tolist(), lon.tolist(), strict=True)), _middle(posts))


def _pinned(
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
        state__in=["declined", "cancelled", "lapsed", "refused", "waiting", "asked"],
        shift__in=Shift.objects.filter(pk__in=list(shifts)).values("pk"),
    )  # fmt: skip
    return list(said.exclude(person=None).order_by().values_list("person", "shift"))


def _named(name: str, pairs: list[tuple[int, int]]) -> dict[str, Any]:
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return {f"{name}_volunteer": table[:, 0].copy(), f"{name}_demand": table[:, 1].copy()}
