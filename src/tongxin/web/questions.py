"""Questions to the database whose SQL Django writes once, and that are asked with other values.

Writing the SQL of a small query costs Django ten times what the database needs to answer it. A
`Question` is written with marks for its values, at its first asking; what comes back is turned into
Python values by the same converters. It is read-only, and asks what its query set says.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

FIRST = 2_147_000_000  # marks of integers: within what every column holds
EPOCH = datetime(1901, 1, 1, tzinfo=UTC)


def _mark(kind: type, number: int) -> Any:
    """Return a value of `kind` that no other value of a query is equal to."""
    if kind is int:
        return FIRST + number
    if kind is str:
        return f"\x01{number}\x01"
    moment = EPOCH + timedelta(days=number)
    return moment if kind is datetime else moment.date()


class Question:
    """A `values_list` query set with open values of these kinds: int, str, date or datetime.

    `write(*values)` returns it; it may not look at the values, nor take one apart.
    """

    def __init__(self, write: Callable[..., "QuerySet[Any, Any]"], *kinds: type) -> None:
        self.write = write
        self.kinds = kinds
        self._written: dict[str, _Written] = {}

    def ask(self, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values; one query."""
        database = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` asks each time
        written = self._on(database)
        params = [
            constant if at is None else _stored(values[at], self.kinds[at], constant, database)
            for at, constant in written.params
        ]
        with database.cursor() as cursor:
            cursor.execute(written.sql, params)
            rows = cursor.fetchall()
        return written.converted(rows, database) if written.converters and rows else rows

    def _on(self, database: BaseDatabaseWrapper) -> "_Written":
        written = self._written.get(database.vendor)
        if written is None:
            written = self._written[database.vendor] = _Written(self.write, self.kinds, database)
        return written


class RowQuestion(Question):
    """The same for whole rows, with the related ones the query set selects, as Django loads them.

    A query set that locks is asked inside the transaction that is to hold the lock.
    """

    def __init__(self, model: Callable[[], type[Model]], narrow: Any, *kinds: type) -> None:
        """Ask for the rows of `model()` that `narrow(rows, *values)` leaves."""
        super().__init__(lambda *values: narrow(model()._default_manager.all(), *values), *kinds)

    def find(self, *values: Any) -> list[Any]:
        """Return the rows for these values; one query."""
        rows = self.ask(*values)
        build = self._on(connections[DEFAULT_DB_ALIAS]).build
        return [build(row) for row in rows]


class _Written:
    """SQL as one database takes it: each parameter is a value's place, or a constant."""

    def __init__(
        self,
        write: Callable[..., "QuerySet[Any, Any]"],
        kinds: tuple[type, ...],
        database: BaseDatabaseWrapper,
    ) -> None:
        marks = [_mark(kind, number) for number, kind in enumerate(kinds)]
        compiler = write(*marks).query.get_compiler(connection=database)
        self.sql, params = compiler.as_sql()
        stored = [
            _stored(mark, kind, mark, database) for mark, kind in zip(marks, kinds, strict=True)
        ]
        self.params = [(stored.index(one) if one in stored else None, one) for one in params]
        lost = set(range(len(kinds))) - {at for at, _constant in self.params}
        assert not lost, f"values {lost} do not stand in the query as they are"
        shown = [column for column, _sql, _alias in compiler.select]
        self.converters = compiler.get_converters(shown)
        self.compiler = compiler

    def converted(
        self, rows: list[tuple[Any, ...]], database: BaseDatabaseWrapper
    ) -> list[tuple[Any, ...]]:
        turned = [list(row) for row in rows]
        for column, (converters, expression) in self.converters.items():
            for row in turned:
                for convert in converters:
                    row[column] = convert(row[column], expression, database)
        return [tuple(row) for row in turned]

    @cached_property
    def build(self) -> Callable[[tuple[Any, ...]], Model]:
        """What makes a model's row, and the rows it is related to, as Django itself does."""
        alias, info, select = DEFAULT_DB_ALIAS, self.compiler.klass_info, self.compiler.select
        model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, _sql, _alias in select[first:last]]
        related = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # Django 5.2

        def build(row: tuple[Any, ...]) -> Model:
            made: Model = model.from_db(alias, names, row[first:last])
            for one in related:
                one.populate(row, made)
            return made

        return build


def _stored(value: Any, kind: type, mark: Any, database: BaseDatabaseWrapper) -> Any:
    """Return a value as the database's driver takes it; an integer as wide as its column."""
    if kind is datetime:
        return database.ops.adapt_datetimefield_value(value)
    if kind is date:
        return database.ops.adapt_datefield_value(value)
    return type(mark)(value) if kind is int else value
