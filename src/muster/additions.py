"""What is added while the week goes on: a demand nobody foresaw, seats in one that was known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import Any

import numpy as np

from muster.book import POST, STEP
from muster.checks import check_last_demand
from muster.city import City
from muster.engine import Engine
from muster.problem import BadProblem, Ints, Problem
from muster.rows import ROW


@dataclass(frozen=True)
class Addition:
    """A demand to be added.

    Parameters
    ----------
    x, y : float, metres
    demand_class, required, shift, seats, weight : int
        As in `Problem`.
    groups : sequence of int
        The demand's group in each of the problem's masks.
    volunteers, costs : sequence of int
        Explicit problems: who is eligible, and for what.
    """

    x: float
    y: float
    demand_class: int
    required: int
    shift: int
    seats: int
    weight: int
    groups: Sequence[int] = ()
    volunteers: Sequence[int] = ()
    costs: Sequence[int] = ()


def add_post(engine: Engine, addition: Addition) -> int:
    """Give the city one post more, with all its seats unfilled; return the post."""
    city, post = engine.city, engine.city.problem.demands
    problem = _extended(city.problem, addition)
    check_last_demand(problem)
    ground = city.ground
    bits = np.array([[addition.required, 1 << addition.shift, 1 << addition.demand_class]])
    if problem.explicit:
        bits[:, :2] = 0
    fits = np.flatnonzero((city.kinds == bits).all(axis=1))
    kind = int(fits[0]) if len(fits) else len(city.kinds) - 1
    groups = np.array(addition.groups, np.int32).reshape(-1, 1)
    cell = _cell_of(city, kind, addition)
    at = int(ground.post_start[cell + 1])
    ground = ground._replace(
        post=np.vstack([ground.post, [[addition.x, addition.y]]]),
        post_bits=np.vstack([ground.post_bits, bits]),
        kind=np.append(ground.kind, np.int32(kind)),
        group_of_post=np.hstack([ground.group_of_post, groups]),
        post_start=ground.post_start + (np.arange(len(ground.post_start)) > cell).astype(np.int32),
        post_member=np.insert(ground.post_member, at, np.int32(post)),
        odd_start=np.append(ground.odd_start, ground.odd_start[-1]),
    )
    engine.city = replace(
        city,
        problem=problem,
        ground=ground,
        demand_of=np.append(city.demand_of, post),
        post_of=np.append(city.post_of, post),
    )
    _extend_engine(engine, post)
    widen_post(engine, post, addition.seats)
    return post


def _cell_of(city: City, kind: int, addition: Addition) -> int:
    """Return the cell of the new post among those of its kind."""
    net = city.ground.post_net[kind]
    column = np.clip((addition.x - city.ground.box[0]) // net["side"], 0, net["across"] - 1)
    row = np.clip((addition.y - city.ground.box[1]) // net["side"], 0, net["up"] - 1)
    return int(net["first"] + column * net["up"] + row)


def _extend_engine(engine: Engine, post: int) -> None:
    """Make room for the post in the book, the trail and the rows."""
    problem = engine.city.problem
    entry = np.zeros(1, POST)
    entry["weight"] = problem.weight[post] + engine.city.scale.shift
    entry["day"] = problem.shift_day[problem.shift[post]]
    engine.book = engine.book._replace(post=_longer(engine.book.post, entry))
    trail = engine.trail
    engine.trail = trail._replace(
        step=_longer(trail.step, np.zeros(1, STEP)),
        settled=np.append(trail.settled, np.int32(0)),
        found=np.empty(max(len(trail.found), post + 2), np.int64),
        heap=trail.heap if len(trail.heap) > 4 * post else np.empty(8 * post, np.int64),
    )
    if engine.city.problem.explicit:
        engine.posts = engine.hands = None
        return
    if engine.posts is not None:
        row = _longer(engine.posts.row, np.zeros(1, ROW))
        engine.posts = engine.posts._replace(row=row)


def _longer(records: Any, one: Any) -> Any:
    """Return the records and one more, copied as bytes: numpy would copy them field by field."""
    grown = np.empty(len(records) + 1, records.dtype)
    grown.view(np.uint8)[: records.nbytes] = records.view(np.uint8)
    grown[-1:] = one
    return grown


def widen_post(engine: Engine, post: int, seats: int) -> None:
    """Move the list of a post's slots to where it can hold all seats of its demand.

    All of them, not the `seats` that are new and those filled now: empty and frozen ones may be
    filled later.
    """
    if not seats:
        return
    book = engine.book
    first, filled = int(book.post["first"][post]), int(book.post["filled"][post])
    demand = engine.city.demand_of[post]
    room = np.full(int(engine.city.problem.seats[demand]), -1, np.int32)
    room[:filled] = book.seat[first : first + filled]
    book.post["first"][post] = len(book.seat)
    engine.book = book._replace(seat=np.concatenate([book.seat, room, [np.int32(-1)]]))


def _ints(numbers: Sequence[int]) -> Ints:
    return np.array(numbers, np.int64)


def _extended(problem: Problem, addition: Addition) -> Problem:
    """Return the problem with one demand more."""
    if len(addition.groups) != len(problem.masks):
        raise BadProblem("masks", None, "a new demand needs a group in each mask")
    columns = {
        "demand_x": float(addition.x),
        "demand_y": float(addition.y),
        "demand_class": index(addition.demand_class),
        "required": index(addition.required),
        "shift": index(addition.shift),
        "seats": index(addition.seats),
        "weight": index(addition.weight),
    }
    masks = tuple(
        replace(mask, of_demand=np.append(mask.of_demand, group))
        for mask, group in zip(problem.masks, addition.groups, strict=True)
    )
    arcs: dict[str, Ints] = {}
    if problem.arc_ptr is not None:
        assert problem.arc_volunteer is not None
        assert problem.arc_cost is not None
        arcs["arc_volunteer"] = np.append(problem.arc_volunteer, _ints(addition.volunteers))
        arcs["arc_cost"] = np.append(problem.arc_cost, _ints(addition.costs))
        arcs["arc_ptr"] = np.append(problem.arc_ptr, len(arcs["arc_volunteer"]))
    grown = {name: np.append(getattr(problem, name), value) for name, value in columns.items()}
    return replace(problem, masks=masks, **grown, **arcs)  # type: ignore[arg-type]
