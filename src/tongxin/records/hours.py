"""Who served how long: for one's own page, and for everybody at once as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Sum
from numpy.typing import NDArray

from tongxin.people.models import Person

from .models import Book, Credit

NAMED = 500  # so many people are asked for by name; more are read all together


@dataclass(frozen=True)
class Hours:
    """What a volunteer's book says; minutes and points."""

    verified: int = 0
    made_up: int = 0
    points: int = 0
    owed: int = 0

    @property
    def together(self) -> int:
        return self.verified + self.made_up


def hours_of(person: Person) -> Hours:
    """Return what the person's book says; one query."""
    row = Book.objects.filter(person=person).first()
    if row is None:
        return Hours()
    return Hours(row.verified_minutes, row.made_up_minutes, row.points, row.owed)


def recent_minutes(people: Iterable[int] | NDArray[np.int64], since: datetime) -> NDArray[np.int64]:
    """Return (V,) int64: the minutes that count for each of `people` (ids) since a moment.

    Verified and made up, by when the service began; who is not in the ledger has none. One query.
    """
    asked = np.fromiter(people, dtype=np.int64)
    rows = Credit.objects.standing().filter(served_from__gte=since, minutes__gt=0)
    if len(asked) <= NAMED:
        rows = rows.filter(person__in=asked.tolist())
    found = rows.order_by().values_list("person").annotate(total=Sum("minutes"))
    table = np.array(list(found.iterator(chunk_size=20_000)), dtype=np.int64).reshape(-1, 2)
    table = table[np.argsort(table[:, 0])]
    told = np.zeros(len(asked), dtype=np.int64)
    if len(table):
        row = np.minimum(np.searchsorted(table[:, 0], asked), len(table) - 1)
        known = table[row, 0] == asked
        told[known] = table[row, 1][known]
    return told
