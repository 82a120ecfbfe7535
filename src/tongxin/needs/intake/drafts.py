"""Turn a row of cells into what a need will be, or into why it cannot be one."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongxin.people.phones import BadPhone, normalise_phone
from tongxin.places.gazetteer import Gazetteer, Spot
from tongxin.sheets.cells import CHINA, is_error, moment_of, text_of

from .columns import Columns
from .reasons import Refusal

MOST_WORDS = 5000
MOST_REF = 80
MOST_NAME = 60
MOST_CATEGORY = 100
EARLIEST = datetime(1990, 1, 1, tzinfo=CHINA)
AHEAD = timedelta(days=1)  # clocks of other systems may be a little off


@dataclass(frozen=True)
class Draft:
    """What a row will become."""

    number: int  # of the row, from 1
    words: str
    ref: str
    time: datetime | None  # None: not told
    name: str
    phone: str  # as `normalise_phone` returns it
    address: str
    place: int | None  # key; None: the place of the intake
    category: str  # what their list calls it
    odd_place: str  # what the row calls its place, when nobody knows it; kept in the address


@dataclass(frozen=True)
class Refused:
    """A row that becomes nothing, with all its cells."""

    number: int
    refusal: Refusal
    cells: list[str]

    @property
    def told(self) -> str:
        """What stands in the row, in one line."""
        return " · ".join(filter(None, self.cells))


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands: its number from 1, its cells, and how they read."""

    number: int
    cells: Sequence[Any]
    texts: list[str]

    def refuse(self, code: str, **values: Any) -> Refused:
        return Refused(self.number, Refusal(code, values), self.texts)


class Reader:
    """Reads the rows of one sheet, as its columns are mapped."""

    def __init__(self, columns: Columns, gazetteer: Gazetteer, *, now: datetime) -> None:
        self.columns, self.gazetteer, self.now = columns, gazetteer, now
        self.seen: dict[str, tuple[int, int]] = {}  # number → (row, hash of its words)

    def read(self, rows: Sequence[Sequence[Any]], start: int = 0) -> Iterator[Draft | Refused]:
        """Yield what each row below the header, from index `start` on, becomes; empty: nothing."""
        for index in range(self.columns.header + 1, len(rows)):
            line = Line(index + 1, rows[index], [text_of(cell) for cell in rows[index]])
            if any(line.texts):
                read = self._unlike_before(line, self.row(line))
                if index >= start:
                    yield read

    def _unlike_before(self, line: Line, read: Draft | Refused) -> Draft | Refused:
        """Refuse a row that bears the number of another one of this file, with other words."""
        if isinstance(read, Refused):
            return read
        words = hash(read.words)
        number, before = self.seen.setdefault(read.ref, (read.number, words))
        return read if words == before else line.refuse("ref_twice", row=number, ref=read.ref)

    def row(self, line: Line) -> Draft | Refused:
        """Return what a row that is not empty becomes."""
        words = self._words(line)
        time = moment_of(self.cell(line, "time"))
        place = self._place(line)
        refused = (
            self._flaw_of_words(line, words) or self._flaw_of_time(line, time)
            or self._flaw_of_place(line, place)
        )  # fmt: skip
        if refused:
            return refused
        phone, contact = self._phone(line)
        odd_place = "" if place else self.text(line, "place")
        return Draft(
            number=line.number,
            words=words,
            ref=self.text(line, "ref") or self._digest(line, words),
            time=time,
            name=self.text(line, "name")[:MOST_NAME],
            phone=phone,
            address=" ".join(filter(None, (odd_place, self.text(line, "address"), contact))),
            place=place.key if place and self.gazetteer.holds(place) else None,
            category=self.text(line, "category")[:MOST_CATEGORY],
            odd_place=odd_place,
        )

    def cell(self, line: Line, name: str) -> Any:
        place = self.columns.of.get(name, -1)
        return line.cells[place] if 0 <= place < len(line.cells) else ""

    def text(self, line: Line, name: str) -> str:
        place = self.columns.of.get(name, -1)
        return line.texts[place] if 0 <= place < len(line.texts) else ""

    def _flaw_of_words(self, line: Line, words: str) -> Refused | None:
        for name in ("words", "ref", "subject"):
            if is_error(self.cell(line, name)):
                return line.refuse("formula_error", cell=self.text(line, name))
        if not words:
            return line.refuse("no_words")
        if len(words) > MOST_WORDS:
            return line.refuse("words_too_long", most=MOST_WORDS, length=len(words))
        if len(self.text(line, "ref")) > MOST_REF:
            return line.refuse("ref_too_long", most=MOST_REF)
        return None

    def _flaw_of_time(self, line: Line, time: datetime | None) -> Refused | None:
        told = self.text(line, "time")
        if time is None:
            return line.refuse("bad_time", cell=told[:60]) if told else None
        if time > self.now + AHEAD:
            return line.refuse("time_ahead", time=f"{time:%Y-%m-%d %H:%M}")
        if time < EARLIEST:
            return line.refuse("time_too_old", time=f"{time:%Y-%m-%d %H:%M}")
        return None

    def _words(self, line: Line) -> str:
        """Return subject and words as one text, the subject only when it says more."""
        subject, words = self.text(line, "subject"), self.text(line, "words")
        if not subject or subject in words:
            return words
        return f"{subject}\n{words}".strip()

    def _place(self, line: Line) -> Spot | None:
        """Return the place the row names; in the words of a message only one within reach."""
        if told := self.text(line, "place"):
            return self.gazetteer.named(told)
        text = " ".join(self.text(line, name) for name in ("address", "subject", "words"))
        spot = self.gazetteer.mentioned(text)
        return spot if spot and self.gazetteer.holds(spot) else None

    def _flaw_of_place(self, line: Line, place: Spot | None) -> Refused | None:
        if place is None or self.gazetteer.holds(place):
            return None
        return line.refuse("place_outside", place=place.names[0], root=self.gazetteer.label)

    def _phone(self, line: Line) -> tuple[str, str]:
        """Return (a usable phone, else ""), and the contact as written when it is not one."""
        told = self.text(line, "phone")
        if not told:
            return "", ""
        try:
            return normalise_phone(told, landline=True), ""
        except BadPhone:
            return "", told

    def _digest(self, line: Line, words: str) -> str:
        """Return a number for a row that has none: the same content, the same number."""
        parts = [self.text(line, name) for name in ("time", "name", "place", "address", "phone")]
        return "#" + hashlib.sha256("\x1f".join([words, *parts]).encode()).hexdigest()[:40]
