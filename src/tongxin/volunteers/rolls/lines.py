"""Turn a row of cells into what a volunteer will be, or into why it cannot be one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongxin.people.ages import CHILD, years_between
from tongxin.people.identities import BadIdentity, read_identity
from tongxin.people.phones import BadPhone, normalise_phone
from tongxin.places.gazetteer import Gazetteer, Spot
from tongxin.sheets.cells import is_error, moment_of, text_of

from .. import skills
from .columns import Columns
from .reasons import sentence

MOST_NAME = 60  # characters
SEPARATORS = re.compile(r"[,，、;；/|\s]+")


class Refusal(Exception):
    """Why a line cannot be taken: a code of `reasons`, and what it speaks of."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Line:
    """What a row will become."""

    number: int  # of the row, from 1
    name: str
    phone: str  # as `normalise_phone` returns it; "": none
    identity: str  # checked; "": none
    birth_date: date | None
    place: int | None  # key; None: the place of the roll
    prefers: tuple[str, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """A row that becomes nothing, with all its cells."""

    number: int
    code: str
    cells: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return sentence(self.code, self.values)

    @property
    def told(self) -> str:
        return " · ".join(filter(None, self.cells))


class Reader:
    """Reads the rows of one roll, as its columns are mapped.

    `classes` are {name or code of a service class: code}; words it does not know are left out.
    """

    def __init__(
        self, columns: Columns, gazetteer: Gazetteer, classes: dict[str, str], *, today: date
    ) -> None:
        self.columns, self.gazetteer, self.classes, self.today = columns, gazetteer, classes, today
        self.identities: dict[str, int] = {}  # number → row
        self.phones: dict[str, tuple[int, str]] = {}  # phone → (row, name)
        self.spots: dict[str, Spot | None] = {}
        self.codes: dict[tuple[str, str], str] = {}

    def read(self, rows: Sequence[Sequence[Any]], start: int = 0) -> Iterator[Line | Refused]:
        """Yield what each row below the header, from index `start` on, becomes; empty: nothing."""
        for index in range(self.columns.header + 1, len(rows)):
            texts = tuple(text_of(cell) for cell in rows[index])
            if any(texts):
                read = self._read(index + 1, rows[index], texts)
                if index >= start:
                    yield read

    def _read(self, number: int, cells: Sequence[Any], texts: tuple[str, ...]) -> Line | Refused:
        try:
            line = self._line(number, cells, texts)
            self._once(line)
        except Refusal as refusal:
            return Refused(number, refusal.code, texts, refusal.values)
        return line

    def _line(self, number: int, cells: Sequence[Any], texts: tuple[str, ...]) -> Line:
        told = {
            name: texts[place] if place < len(texts) else ""
            for name, place in self.columns.of.items()
        }
        for text in told.values():
            if is_error(text):
                raise Refusal("formula_error", cell=text)
        name = " ".join(told.get("name", "").split())
        if not name:
            raise Refusal("no_name")
        if len(name) > MOST_NAME:
            raise Refusal("name_too_long")
        phone, identity = _phone(told.get("phone", "")), told.get("identity", "")
        if not phone and not identity:
            raise Refusal("no_way")
        identity, born = self._birth(identity, self._cell(cells, "birth_date"))
        if born and years_between(born, self.today) < CHILD:
            raise Refusal("child")
        return Line(
            number=number, name=name, phone=phone, identity=identity, birth_date=born,
            place=self._place(told.get("place", "")),
            prefers=tuple(self._classes(told.get("prefers", ""))),
            skills=tuple(self._codes("skills", told.get("skills", ""))),
            languages=tuple(self._codes("languages", told.get("languages", ""))),
            cells=texts,
        )  # fmt: skip

    def _cell(self, cells: Sequence[Any], name: str) -> Any:
        place = self.columns.of.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    def _birth(self, identity: str, cell: Any) -> tuple[str, date | None]:
        """Return the identity number, checked, and the birth date both tell."""
        told = None
        if text_of(cell):
            moment = moment_of(cell)
            if moment is None:
                raise Refusal("bad_birth_date", cell=text_of(cell)[:20])
            told = moment.date()
        if not identity:
            return "", told
        try:
            read = read_identity(identity, today=self.today)
        except BadIdentity as error:
            raise Refusal("bad_identity", why=str(error)) from None
        if told is not None and told != read.birth_date:
            raise Refusal("birth_date_differs")
        return read.number, read.birth_date

    def _place(self, cell: str) -> int | None:
        if not cell:
            return None
        if cell not in self.spots:
            self.spots[cell] = self.gazetteer.named(cell) or self.gazetteer.mentioned(cell)
        spot = self.spots[cell]
        if spot is None:
            raise Refusal("no_place", cell=cell[:40])
        if not self.gazetteer.holds(spot):
            raise Refusal("place_outside", place=spot.names[0], root=self.gazetteer.label)
        return spot.key

    def _classes(self, cell: str) -> Iterator[str]:
        words = SEPARATORS.split(cell) if cell else []
        return iter(dict.fromkeys(self.classes[word] for word in words if word in self.classes))

    def _codes(self, group: str, cell: str) -> Iterator[str]:
        found: dict[str, None] = {}
        for word in SEPARATORS.split(cell) if cell else []:
            if (group, word) not in self.codes:
                self.codes[group, word] = skills.code_of(group, word)
            if code := self.codes[group, word]:
                found[code] = None
        return iter(found)

    def _once(self, line: Line) -> None:
        """Refuse a row that tells of a person an earlier row of this file told of."""
        if line.identity:
            row = self.identities.setdefault(line.identity, line.number)
            if row != line.number:
                raise Refusal("twice", row=row)
        if line.phone:
            row, name = self.phones.setdefault(line.phone, (line.number, line.name))
            if row != line.number:
                raise Refusal("twice" if name == line.name else "phone_twice", row=row)


def _phone(cell: str) -> str:
    try:
        return normalise_phone(cell, landline=True) if cell else ""
    except BadPhone:
        raise Refusal("bad_phone", cell=cell[:20]) from None
