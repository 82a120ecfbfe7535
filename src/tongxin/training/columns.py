"""Everybody's passes at once, as arrays: 120,000 people in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from tongxin.web.briefly import briefly
from tongxin.web.questions import Question

from .models import Module, Pass

FOR_GOOD = np.iinfo(np.int64).max
NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True)
class PassColumns:
    """Until when each person's pass of each module counts.

    persons  (P,) int64   ids; rising as they are read
    modules  (M,)         codes, in the city's order
    until    (P, M) int64 seconds since 1970 (UTC); `FOR_GOOD` without an end, `NEVER` for no pass
    """

    persons: NDArray[np.int64]
    modules: tuple[str, ...]
    until: NDArray[np.int64]

    def of(self, person_ids: NDArray[np.int64]) -> "PassColumns":
        """Return the same with a row for each of `person_ids`, in their order."""
        until = np.full((len(person_ids), len(self.modules)), NEVER)
        if len(self.persons):
            row = np.searchsorted(self.persons, person_ids).clip(max=len(self.persons) - 1)
            known = self.persons[row] == person_ids
            until[known] = self.until[row[known]]
        return PassColumns(person_ids, self.modules, until)

    def passed(self, modules: Iterable[str], at: datetime) -> NDArray[np.bool_]:
        """Return (P,) bool: who has a pass of every one of `modules` at `at`.

        `at` lies now or ahead: passes that ended already are not in the columns. A module nobody
        knows is passed by nobody.
        """
        passed: NDArray[np.bool_] = self.lasting(modules) > int(at.timestamp())
        return passed

    def lasting(self, modules: Iterable[str]) -> NDArray[np.int64]:
        """Return (P,) int64: until when each has all of `modules`."""
        wanted = list(modules)
        if any(code not in self.modules for code in wanted):
            return np.full(len(self.persons), NEVER)
        until = self.until[:, [self.modules.index(code) for code in wanted]]
        lasting: NDArray[np.int64] = until.min(axis=1, initial=FOR_GOOD)
        return lasting


def columns(now: datetime, people: Iterable[int] | None = None) -> PassColumns:
    """Read every pass that counts at `now`, of all or of `people`: two queries."""
    modules = _modules()
    place = {code: n for n, code in enumerate(modules)}
    keys = None if people is None else list(people)
    if keys is not None and len(keys) == 1:
        found = OF_ONE.ask(now, *keys)
    else:
        told = _counting(now)
        found = list(told.iterator(20_000) if keys is None else told.filter(person__in=keys))
    table = np.empty((len(found), 3), dtype=np.int64)
    table[:, 0] = [person for person, _module, _until in found]
    table[:, 1] = [place[module] for _person, module, _until in found]
    table[:, 2] = _seconds([until for _person, _module, until in found])
    persons, row = np.unique(table[:, 0], return_inverse=True)
    until = np.full((len(persons), len(modules)), NEVER, dtype=np.int64)
    np.maximum.at(until, (row, table[:, 1]), table[:, 2])
    return PassColumns(persons, modules, until)


def _counting(now: datetime) -> Any:
    rows = Pass.objects.valid(now).order_by().annotate(until_text=Cast("until", TextField()))
    return rows.values_list("person", "module", "until_text")


OF_ONE = Question(lambda now, person: _counting(now).filter(person=person), datetime, int)


@briefly
def _modules() -> tuple[str, ...]:
    return tuple(Module.objects.values_list("code", flat=True))


def _seconds(texts: list[str | None]) -> NDArray[np.int64]:
    """Return the seconds since 1970 of moments as a database writes them (UTC); None: for good."""
    moments = np.array([(text or "NaT")[:19] for text in texts], dtype="datetime64[s]")
    seconds: NDArray[np.int64] = np.where(np.isnat(moments), FOR_GOOD, moments.astype(np.int64))
    return seconds
