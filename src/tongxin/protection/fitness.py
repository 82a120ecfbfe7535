"""Who is fit for duty on a day: one answer for a person and for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Value
from numpy.typing import NDArray

from tongxin.web.questions import Question

from .models import Case, Declaration

Ints = NDArray[np.int64]
CASE = "case"  # beside the verdicts of declarations, in the one question that asks for both


@dataclass(frozen=True)
class Fitness:
    """Ids of persons, ascending, about one `day` (an ordinal).

    declared   said something of their health that day
    unfit      said something that keeps them off duty that day
    open_case  fell unwell before, and nobody has cleared it
    """

    day: int
    declared: Ints
    unfit: Ints
    open_case: Ints


def fitness_of(people: Iterable[int] | None, day: date) -> Fitness:
    """Read what `people` (None: everybody) declared on `day`, and open cases: one query."""
    keys = None if people is None else list(people)
    if keys is not None and len(keys) == 1:
        rows = OF_ONE.ask(day, *keys)
    else:
        said, cases = _said(day), _cases()
        if keys is not None:
            said, cases = said.filter(person__in=keys), cases.filter(person__in=keys)
        rows = list(said.union(cases, all=True))
    return Fitness(
        day.toordinal(),
        declared=_ids(person for person, verdict in rows if verdict != CASE),
        unfit=_ids(person for person, verdict in rows if verdict == Declaration.Verdict.UNFIT),
        open_case=_ids(person for person, verdict in rows if verdict == CASE),
    )


def unknown_fitness() -> Fitness:
    """Return what is known of nobody."""
    none = _ids(())
    return Fitness(0, none, none, none)


def _ids(people: Iterable[int]) -> Ints:
    return np.array(sorted(set(people)), np.int64)


def _said(day: date) -> Any:
    rows = Declaration.objects.standing().filter(day=day)
    return rows.order_by().values_list("person_id", "verdict")


def _cases() -> Any:
    return Case.objects.open().order_by().values_list("person_id", Value(CASE))


def _of_one(day: date, person: int) -> Any:
    return _said(day).filter(person=person).union(_cases().filter(person=person), all=True)


OF_ONE = Question(_of_one, date, int)
