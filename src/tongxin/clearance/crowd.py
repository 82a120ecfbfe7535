"""People as arrays: what every rule reads, for one person or for all of the city.

Rows follow `people`, ascending ids. Moments are seconds since 1970, days ordinals.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from tongxin.places.models import Place, ResponseLevel
from tongxin.protection.covers import Covers, covers_between
from tongxin.protection.fitness import Fitness, fitness_of, unknown_fitness
from tongxin.protection.hours import Hours, hours_in_force, usual_hours
from tongxin.protection.kits import InHand, Wardrobe, empty_hands, kits_of, wardrobe
from tongxin.training import columns as training
from tongxin.training.passes import Needed, modules_by_post
from tongxin.volunteers import columns as volunteers
from tongxin.web.briefly import briefly

from .requirement import Busy, Requirement

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
NEVER = 2**62  # seconds


@dataclass(frozen=True)
class Level:
    """A response level: `level` 1–4 at `path` and below, in seconds [since, until)."""

    path: str
    level: int
    since: int
    until: int


@dataclass(frozen=True)
class Stretches:
    """What people are busy with: B stretches in no order.

    row (B,) int64 of the crowd; start, end (B,) int64 seconds; told: the same, with their names.
    """

    row: Ints
    start: Ints
    end: Ints
    told: tuple[Busy, ...] = ()

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Crowd:
    """V people, and what holds in their city in the time asked about."""

    people: Ints
    register: volunteers.Columns
    passes: training.PassColumns  # a row for each of `people`
    needed: Needed
    covers: Covers
    levels: tuple[Level, ...]
    paths: Mapping[int, str]  # of places, by id
    busy: Stretches
    hours: Hours = field(default_factory=usual_hours)  # how long they stand and rest
    fitness: Fitness = field(default_factory=unknown_fitness)  # today
    wardrobe: Wardrobe = field(default_factory=Wardrobe)  # empty where no occasion is named
    in_hand: InHand = field(default_factory=empty_hands)  # kits, for the occasions asked about
    said: dict[Hashable, Any] = field(default_factory=dict)  # see `once`
    learnt: dict[frozenset[str], Ints] = field(default_factory=dict)  # see `passed_until`

    def once(self, key: Hashable, read: Callable[[], Any]) -> Any:
        """Return what `read` returned for `key` the first time: rows that refusals name."""
        if key not in self.said:
            self.said[key] = read()
        return self.said[key]

    def passed_until(self, modules: frozenset[str]) -> Ints:
        """Return (V,) int64 seconds: until when each has a pass of every one of `modules`."""
        if modules not in self.learnt:
            self.learnt[modules] = self.passes.lasting(modules)
        return self.learnt[modules]

    def __len__(self) -> int:
        return len(self.people)

    @cached_property
    def everybody(self) -> Bools:
        """(V,) bool: all of them; to be read, not written."""
        return np.ones(len(self), bool)

    @cached_property
    def towns(self) -> Mapping[str, int]:
        """Ids of places by path."""
        return {path: key for key, path in self.paths.items()}

    def level_over(self, requirement: Requirement) -> int:
        """Return the hardest response level over any moment of the shift; 0: none."""
        start, end = requirement.seconds
        return min(
            (one.level for one in self.levels
             if requirement.path.startswith(one.path) and one.since < end and one.until > start),
            default=0,
        )  # fmt: skip

    def homes_under(self, path: str) -> Bools:
        """Return (V,) bool: who lives at `path` or below; under the whole city, everybody."""
        if path.count("/") == 1:
            return self.everybody
        there = [key for key, one in self.paths.items() if one.startswith(path)]
        return np.isin(self.register.home, there)


def crowd(
    place: Place,
    requirements: Sequence[Requirement],
    *,
    people: Iterable[int] | None = None,
    busy: Mapping[int, Sequence[Busy]] | None = None,
) -> Crowd:
    """Read the open register under `place` for these requirements, in about twenty queries.

    `people` limits it to those ids; `busy` tells, by person, what they have given already. What
    holds for the whole city may be a moment old (`briefly`), what is said of people is not.
    """
    keys = None if people is None else list(people)
    kinds = set().union(*(one.qualifications for one in requirements))
    register = volunteers.columns(place, keys, kinds)
    first, last = _days(requirements)
    since = min((one.starts_at for one in requirements), default=timezone.now())
    occasions = {one.occasion for one in requirements} - {""}
    return Crowd(
        people=register.people,
        register=register,
        passes=training.columns(min(since, timezone.now()), keys).of(register.people),
        needed=modules_needed(),
        covers=covers_between(first, last, keys),
        levels=_levels(requirements),
        paths=_paths(),
        busy=_stretches(register, busy or {}),
        hours=_hours(),
        fitness=fitness_of(keys, timezone.localdate()),
        wardrobe=_wardrobe() if occasions else Wardrobe(),
        in_hand=kits_of(occasions, keys),
    )


modules_needed = briefly(modules_by_post)
_hours, _wardrobe = briefly(hours_in_force), briefly(wardrobe)


@briefly
def _paths() -> Mapping[int, str]:
    return dict(Place.objects.order_by().values_list("pk", "path"))


def _days(requirements: Sequence[Requirement]) -> tuple[date, date]:
    if not requirements:
        return timezone.localdate(), timezone.localdate()
    first = min(requirements, key=attrgetter("starts_at"))
    return first.first_day, max(requirements, key=attrgetter("ends_at")).last_day


def _levels(requirements: Sequence[Requirement]) -> tuple[Level, ...]:
    if not requirements:
        return ()
    start = min(one.starts_at for one in requirements)
    end = max(one.ends_at for one in requirements)
    return _levels_between(start, end)


@briefly
def _levels_between(start: datetime, end: datetime) -> tuple[Level, ...]:
    return tuple(
        Level(row.place.path, row.level, _seconds(row.since), _seconds(row.until))
        for row in ResponseLevel.objects.between(start, end).select_related("place")
    )


def _seconds(moment: datetime | None) -> int:
    return NEVER if moment is None else int(moment.timestamp())


def _stretches(register: volunteers.Columns, busy: Mapping[int, Sequence[Busy]]) -> Stretches:
    held = [(person, one) for person, many in busy.items() for one in many]
    rows = register.rows_of(person for person, _one in held)
    here = rows >= 0
    told = tuple(one for (_person, one), known in zip(held, here, strict=True) if known)
    start = np.array([int(one.starts_at.timestamp()) for one in told], np.int64)
    end = np.array([int(one.ends_at.timestamp()) for one in told], np.int64)
    return Stretches(rows[here], start, end, told)
