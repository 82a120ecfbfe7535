"""Who is insured on which days: one answer for a person and for all.

Days are proleptic Gregorian ordinals (`date.toordinal()`); stretches are [first, last], both
included, as insurers write them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongxin.web.briefly import briefly
from tongxin.web.questions import Question

from .models import Cover, Policy

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Covers:
    """Every cover that touches a stretch of days.

    person, first, last  (C,) int64: on the list of a policy, in no order
    register             (path, first, last) of policies for everybody who lives there
    """

    person: Ints
    first: Ints
    last: Ints
    register: tuple[tuple[str, int, int], ...]

    def named_on(self, people: Ints, day: int) -> Bools:
        """Return (V,) bool: who of `people` is on a list that holds on `day`."""
        on = self.person[(self.first <= day) & (day <= self.last)]
        return np.isin(people, on)

    def register_on(self, day: int) -> list[str]:
        """Return the paths of places whose whole register is covered on `day`."""
        return [path for path, first, last in self.register if first <= day <= last]


def covers_between(first: date, last: date, people: Iterable[int] | None = None) -> Covers:
    """Read the covers of those days, of all or of `people`: two queries."""
    keys = None if people is None else list(people)
    told: Any
    if keys is not None and len(keys) == 1:
        told = OF_ONE.ask(first, last, *keys)
    else:
        named = _named(first, last)
        told = named.iterator(20_000) if keys is None else named.filter(person__in=keys)
    rows = [
        (person, since.toordinal(), _last(until, ended)) for person, since, until, ended in told
    ]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    return Covers(table[:, 0], table[:, 1], table[:, 2], _register(first, last))


def _named(first: date, last: date) -> Any:
    columns = ("person_id", "since", "until", "ended_on")
    return Cover.objects.between(first, last).order_by().values_list(*columns)


OF_ONE = Question(
    lambda first, last, person: _named(first, last).filter(person=person), date, date, int
)


@briefly
def _register(first: date, last: date) -> tuple[tuple[str, int, int], ...]:
    whole = Policy.objects.between(first, last).filter(scope=Policy.Scope.REGISTER)
    return tuple(
        (path, since.toordinal(), until.toordinal())
        for path, since, until in whole.values_list("place__path", "since", "until")
    )


def _last(until: date, ended: date | None) -> int:
    return until.toordinal() if ended is None else min(until.toordinal(), ended.toordinal() - 1)
