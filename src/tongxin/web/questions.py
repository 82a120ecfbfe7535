"""Questions to the database whose SQL Django writes once, and that are asked with other values.

Writing the SQL of a small query costs Django ten times what the database needs to answer it. A
`Question` is written with marks for its values, at its first asking; what comes back is turned into
Python values by the same converters. It is read-only, and asks what its query set says.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

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
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = _written(self.write, self.kinds)
        params = [
            _stored(values[at], self.kinds[at]) if at is not None else constant
            for at, constant in written.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            rows = cursor.fetchall()
        return written.converted(rows) if written.converters else rows


class RowQuestion(Question):
    """The same for whole rows: `find` returns them as Django loads them, related ones unread."""

    def __init__(self, model: Callable[[], type[Model]], narrow: Any, *kinds: type) -> None:
        """Ask for the rows of `model()` that `narrow(rows, *values)` leaves."""
        super().__init__(self._write, *kinds)
        self.model = model
        self.narrow = narrow

    def _write(self, *values: Any) -> "QuerySet[Any, Any]":
        rows = self.narrow(self.model()._default_manager.all(), *values)
        return rows.values_list(*self._columns())  # type: ignore[no-any-return]

    def _columns(self) -> list[str]:
        return [field.attname for field in self.model()._meta.concrete_fields]

    def find(self, *values: Any) -> list[Any]:
        """Return the rows for these values; one query."""
        model, columns = self.model(), self._columns()
        return [model.from_db(connection.alias, columns, row) for row in self.ask(*values)]


class _Written:
    """SQL as one database takes it: each parameter is a value's place, or a constant."""

    def __init__(self, sql: str, params: list[tuple[int | None, Any]], converters: Any) -> None:
        self.sql = sql
        self.params = params
        self.converters = converters

    def converted(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        turned = [list(row) for row in rows]
        for column, (converters, expression) in self.converters.items():
            for row in turned:
                for convert in converters:
                    row[column] = convert(row[column], expression, connection)
        return [tuple(row) for row in turned]


def _written(write: Callable[..., "QuerySet[Any, Any]"], kinds: tuple[type, ...]) -> _Written:
    marks = [_mark(kind, number) for number, kind in enumerate(kinds)]
    compiler = write(*marks).query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    stored = [_stored(mark, kind) for mark, kind in zip(marks, kinds, strict=True)]
    places = [(stored.index(one) if one in stored else None, one) for one in params]
    lost = set(range(len(kinds))) - {at for at, _constant in places}
    assert not lost, f"values {lost} do not stand in the query as they are"
    shown = [column for column, _sql, _alias in compiler.select]
    return _Written(sql, places, compiler.get_converters(shown))


def _stored(value: Any, kind: type) -> Any:
    """Return a value as the database's driver takes it."""
    if kind is datetime:
        return connection.ops.adapt_datetimefield_value(value)
    if kind is date:
        return connection.ops.adapt_datefield_value(value)
    return value
