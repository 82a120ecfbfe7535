"""The register as numpy arrays: what masks and plans are computed from, 120,000 rows in seconds.

Rows are sorted by person id. Days are proleptic Gregorian ordinals (`date.toordinal()`); 0 means
that there is none, `NEVER` that it does not end. Nothing here names anybody.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from tongxin.people.ages import ADULT
from tongxin.people.models import Guardianship
from tongxin.places.models import Place, ServiceClass
from tongxin.web.briefly import briefly
from tongxin.web.questions import Question

from .models import Blackout, Qualification, QualificationKind, Suspension, Volunteer

Array = np.ndarray[Any, np.dtype[Any]]

STATES = ["invited", "applied", "active", "suspended", "left", "merged"]  # codes 0–5 of `state`
ACTIVE, SUSPENDED = STATES.index("active"), STATES.index("suspended")
NEVER = np.int32(2**31 - 1)
GROWN = timedelta(366 * (ADULT + 1))  # older: no guardian is needed, whenever it is asked
READ = (
    "person_id", "pk", "latitude", "longitude", "availability", "weekly_cap", "reach_km",
    "state", "unit_id", "person__home_id", "person__birth_date", "prefers_text",
    "person__identity_index",
)  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """V volunteers, one row each; every array has length V unless it says otherwise."""

    people: Array  # int64: ids of persons, ascending
    volunteers: Array  # int64: ids of `Volunteer` rows
    latitude: Array  # float64, degrees; nan: unknown
    longitude: Array  # float64, degrees; nan: unknown
    availability: Array  # int32, 21 bits: see `weeks`
    weekly_cap: Array  # int8, shifts
    reach_m: Array  # int32, metres
    prefers: Array  # int64, bit n: the n-th of `classes`
    born: Array  # int32, the date as YYYYMMDD; 0: unknown
    state: Array  # int8, index into STATES
    suspended_until: Array  # int32, last day; 0: not suspended; NEVER: until lifted
    guarded: Array  # bool: a guardian has confirmed, and still does; told of who may be a minor
    identified: Array  # bool: the identity number is known and was checked
    unit: Array  # int64; 0: a social volunteer
    home: Array  # int64, id of a place; 0: unknown
    town: Array  # int64, id of the institute above home (or home itself); 0: unknown
    classes: tuple[str, ...] = ()  # codes of service classes, in order of their bits
    qualified_until: dict[str, Array] = field(default_factory=dict)  # kind → int32, 0: not held
    away: Array = field(default_factory=lambda: np.zeros((0, 3), np.int32))  # (B, 3): row, from, to

    def __len__(self) -> int:
        return len(self.people)

    def rows_of(self, people: Iterable[int]) -> Array:
        """Return the row of each person id, -1 for those not here; int64."""
        wanted = np.fromiter(people, np.int64)
        if not len(self.people):
            return np.full(len(wanted), -1, np.int64)
        rows = np.searchsorted(self.people, wanted).clip(max=len(self.people) - 1)
        found: Array = np.where(self.people[rows] == wanted, rows, -1)
        return found

    def qualified(self, kind: str, day: date) -> Array:
        """Return bool (V,): a verified qualification of `kind`, unexpired on `day`."""
        until: Array = self.qualified_until.get(kind, np.zeros(len(self), np.int32))
        good: Array = until >= day.toordinal()
        return good

    def standing(self, day: date) -> Array:
        """Return bool (V,): active, or suspended no longer than until the day before `day`."""
        over: Array = (self.state == SUSPENDED) & (self.suspended_until < day.toordinal())
        either: Array = over | (self.state == ACTIVE)
        return either

    def blacked_out(self, first: date, last: date) -> Array:
        """Return bool (V,): a black-out touches the days `first` to `last`."""
        out = np.zeros(len(self), bool)
        if len(self.away):
            row, start, end = self.away.T
            out[row[(start <= last.toordinal()) & (end >= first.toordinal())]] = True
        return out

    def ages(self, day: date) -> Array:
        """Return int32 (V,): full years on `day`; negative where the birth date is unknown."""
        ages: Array = np.where(self.born > 0, (dated(day) - self.born) // 10_000, np.int32(-1))
        return ages


def dated(day: date) -> int:
    """Return a day as YYYYMMDD: whole ten thousands between two of them are full years."""
    return day.year * 10_000 + day.month * 100 + day.day


def columns(
    place: Place, people: Iterable[int] | None = None, kinds: Iterable[str] | None = None
) -> Columns:
    """Read the open register of those at home under `place`, in eight queries at most.

    Who has no home counts for the whole city. `people` (ids) and `kinds` (of proofs) limit it.
    """
    keys = None if people is None else list(people)
    if keys is not None and len(keys) == 1 and place.parent_id is None:
        told: Any = ONE.ask(*keys)
    else:
        found = _open_register()
        found = found if place.parent_id is None else found.under(place)
        told = found.iterator(20_000) if keys is None else found.filter(person__in=keys)
    rows = list(zip(*told, strict=True))
    parts: dict[str, Any] = dict(zip(READ, rows or [()] * len(READ), strict=True))
    few = None if people is None else list(parts["pk"])
    return _arrays(parts, _classes(), few, None if kinds is None else list(kinds))


def _open_register() -> Any:
    read = Volunteer.objects.open().annotate(prefers_text=Cast("prefers", TextField()))
    return read.order_by("person_id").values_list(*READ)


ONE = Question(lambda person: _open_register().filter(person=person), int)


@briefly
def _classes() -> tuple[str, ...]:
    rows = ServiceClass.objects.order_by("order", "pk")
    return tuple(rows.values_list("code", flat=True))


def _arrays(
    parts: dict[str, Any], classes: tuple[str, ...], few: list[int] | None, kinds: list[str] | None
) -> Columns:
    keys = np.array(parts["pk"], np.int64)
    order = np.argsort(keys)
    rows = _Rows(keys[order], order, few)
    born = [dated(born) if born else 0 for born in parts["person__birth_date"]]
    state = [STATES.index(state) for state in parts["state"]]
    return Columns(
        people=np.array(parts["person_id"], np.int64),
        volunteers=keys,
        latitude=_floats(parts["latitude"]),
        longitude=_floats(parts["longitude"]),
        availability=np.array(parts["availability"], np.int32),
        weekly_cap=np.array(parts["weekly_cap"], np.int8),
        reach_m=np.array(parts["reach_km"], np.int32) * 1000,
        prefers=_bits(parts["prefers_text"], classes),
        born=np.array(born, np.int32),
        state=np.array(state, np.int8),
        suspended_until=_suspended(rows) if SUSPENDED in state else np.zeros(len(rows), np.int32),
        guarded=_guarded(np.array(parts["person_id"], np.int64), born, few is not None),
        identified=np.array([bool(index) for index in parts["person__identity_index"]], bool),
        unit=_keys(parts["unit_id"]),
        home=_keys(parts["person__home_id"]),
        town=_towns(parts["person__home_id"]),
        classes=classes,
        qualified_until=_qualified(rows, kinds),
        away=_away(rows),
    )  # fmt: skip


@dataclass(frozen=True)
class _Rows:
    """Where each volunteer stands: `keys` ascending, `at` their rows."""

    keys: Array
    at: Array
    few: list[int] | None = None  # the keys, when only these are to be read

    def of_volunteers(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Narrow rows that name a `volunteer` to the few asked for, if it is few."""
        return rows if self.few is None else rows.filter(volunteer__in=self.few)

    def told(self, of_one: Question, rows: Callable[[], Any]) -> list[tuple[Any, ...]]:
        """Ask about one by a question written once, about more by `rows`."""
        alone = self.few is not None and len(self.few) == 1
        return of_one.ask(*self.few or ()) if alone else list(self.of_volunteers(rows()))

    def __len__(self) -> int:
        return len(self.keys)

    def of(self, keys: Array) -> Array:
        """Return the row of each key; -1: not here."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        found = np.searchsorted(self.keys, keys).clip(max=len(self.keys) - 1)
        at: Array = np.where(self.keys[found] == keys, self.at[found], -1)
        return at


def _suspended(rows: _Rows) -> Array:
    until = np.zeros(len(rows), np.int32)
    told = list(rows.of_volunteers(Suspension.objects.open()).values_list("volunteer_id", "until"))
    at = rows.of(np.array([key for key, _last in told], np.int64))
    for row, (_key, last) in zip(at, told, strict=True):
        if row >= 0:
            until[row] = last.toordinal() if last else NEVER
    return until


def _guarded(people: Array, born: list[int], only_them: bool) -> Array:
    if max(born, default=0) <= dated(timezone.localdate() - GROWN):
        return np.zeros(len(people), bool)
    confirmed = Guardianship.objects.filter(ended_at=None).exclude(confirmed_at=None)
    if only_them:
        confirmed = confirmed.filter(minor__in=people.tolist())
    return np.isin(people, np.fromiter(confirmed.values_list("minor_id", flat=True), np.int64))


def _qualified(rows: _Rows, kinds: list[str] | None) -> dict[str, Array]:
    if kinds is None:
        kinds = list(QualificationKind.objects.values_list("pk", flat=True))
    held = {kind: np.zeros(len(rows), np.int32) for kind in kinds}
    if not held:
        return held
    told = [row for row in rows.told(QUALIFIED, _verified) if row[1] in held]
    at = rows.of(np.array([key for key, _kind, _last in told], np.int64))
    for row, (_key, kind, last) in zip(at, told, strict=True):
        if row >= 0:
            held[kind][row] = last.toordinal() if last else NEVER
    return held


def _away(rows: _Rows) -> Array:
    told = rows.told(AWAY, _blackouts)
    at = rows.of(np.array([key for key, _first, _last in told], np.int64))
    kept = [
        (row, first.toordinal(), last.toordinal())
        for row, (_key, first, last) in zip(at, told, strict=True)
        if row >= 0
    ]
    return np.array(kept, np.int32).reshape(-1, 3)


def _verified() -> Any:
    rows = Qualification.objects.filter(state=Qualification.State.VERIFIED).order_by()
    return rows.values_list("volunteer_id", "kind_id", "expires_on")


def _blackouts() -> Any:
    return Blackout.objects.order_by().values_list("volunteer_id", "starts_on", "ends_on")


QUALIFIED = Question(lambda one: _verified().filter(volunteer=one), int)
AWAY = Question(lambda one: _blackouts().filter(volunteer=one), int)


def _bits(texts: tuple[str, ...], classes: tuple[str, ...]) -> Array:
    """Return the classes each text (a JSON list of codes) names, as bits."""
    places = {code: 1 << n for n, code in enumerate(classes)}
    known: dict[str, int] = {}
    for text in set(texts):
        codes = set(json.loads(text or "[]"))
        known[text] = sum(places.get(code, 0) for code in codes)
    return np.array([known[text] for text in texts], np.int64)


def _towns(homes: tuple[int | None, ...]) -> Array:
    """Return the institute above each home; the home itself where it has none above."""
    above = _town_of_each()
    return np.array([above.get(home, 0) if home else 0 for home in homes], np.int64)


@briefly
def _town_of_each() -> dict[int, int]:
    places = list(Place.objects.order_by().values_list("pk", "path", "level"))
    towns = {path: key for key, path, level in places if level == Place.Level.INSTITUTE}
    steps = {key: "/".join(path.split("/")[:2]) + "/" for key, path, _level in places}
    return {key: towns.get(town, key) for key, town in steps.items()}


def _floats(values: tuple[float | None, ...]) -> Array:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _keys(values: tuple[int | None, ...]) -> Array:
    return np.array([value or 0 for value in values], np.int64)
