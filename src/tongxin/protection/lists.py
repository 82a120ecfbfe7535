"""Read a list of people to insure: a volunteer number or resident identity number a line.

A list is pasted, or comes as a spreadsheet in which the column is found by its heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.places.queries import under_path
from tongxin.sheets.cells import text_of
from tongxin.sheets.reading import Unreadable
from tongxin.vault.sealing import blind_index
from tongxin.volunteers.models import Volunteer

AT_ONCE = 900  # values in one question
SIGNS = re.compile(r"[\s,，;；、]+")
HEADER_WITHIN = 15  # lines
CALLED = {  # a volunteer number is sought before an identity number
    "number": r"志愿者编?号|编号|volunteer.*(no|number)|^number$",
    "identity": r"身份证|证件号|identity|id.?(card|number)",
    "name": r"姓名|名字|被保险人|name",
}


@dataclass(frozen=True)
class Line:
    """What a line says: its number in the list from 1, whom it names, all of it as it stands."""

    number: int
    words: tuple[str, ...]  # numbers, the first that names somebody counts
    name: str = ""  # "": not told
    told: str = ""


@dataclass(frozen=True)
class Refused:
    """A line that insures nobody, and why."""

    number: int
    reason: str
    told: str


@dataclass(frozen=True)
class Read:
    """Whom a list names: ids of persons, and the lines that name nobody who lives there."""

    ids: list[int]
    refused: list[Refused]


def pasted(text: str) -> list[Line]:
    """Return the numbers of a pasted text, each a line of its own, each once."""
    words = dict.fromkeys(filter(None, SIGNS.split(text.strip().upper())))
    return [Line(n, (word,), told=word) for n, word in enumerate(words, 1)]


def lines_of(rows: Sequence[Sequence[Any]]) -> list[Line]:
    """Return the lines of a spreadsheet below its headings. Raises `Unreadable`."""
    header, columns = _columns(rows)
    lines = []
    for index in range(header + 1, len(rows)):
        cells = [text_of(cell) for cell in rows[index]]
        if not any(cells):
            continue
        says = {name: cells[n] if n < len(cells) else "" for name, n in columns.items()}
        words = [says.get(name, "").upper() for name in ("number", "identity")]
        lines.append(Line(index + 1, tuple(filter(None, words)), says.get("name", ""),
                          " · ".join(filter(None, cells))))  # fmt: skip
    return lines


def _columns(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        found: dict[str, int] = {}
        for n, cell in enumerate(row):
            heading = text_of(cell).lower()
            for name, called in CALLED.items():
                if name not in found and re.search(called, heading):
                    found[name] = n
                    break
        if {"number", "identity"} & found.keys():
            return index, found
    raise Unreadable(_("No column is called volunteer number or identity number."))


def read_lines(lines: Sequence[Line], *, under: Place) -> Read:
    """Find the volunteers of the lines among those at home under `under`, anywhere for the city.

    What is unknown and who lives elsewhere are told in the same words, so that nobody is found out.
    """
    words = list(dict.fromkeys(word for line in lines for word in line.words))
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(words), AT_ONCE):
        found |= _found(words[start : start + AT_ONCE], under)
    ids: dict[int, int] = {}
    refused = []
    for line in lines:
        person, name = next((found[word] for word in line.words if word in found), (0, ""))
        if why := _refusal(line, person, name, ids):
            refused.append(Refused(line.number, why, line.told))
        else:
            ids[person] = line.number
    return Read(list(ids), refused)


def _refusal(line: Line, person: int, name: str, ids: dict[int, int]) -> str:
    if not line.words:
        return _("There is no volunteer number and no identity number.")
    if not person or (line.name and line.name != name):
        return _("This names no volunteer who lives here.")
    if person in ids:
        return _("Line %(row)s of this file is the same person.") % {"row": ids[person]}
    return ""


def _found(words: list[str], under: Place) -> dict[str, tuple[int, str]]:
    here = Volunteer.objects.open()
    if under.parent_id is not None:
        here = here.filter(under_path(under.path, "person__home__path"))
    numbers = here.filter(number__in=words).values_list("number", "person_id", "person__name")
    found = {number.upper(): (person, name) for number, person, name in numbers}
    sought = {blind_index(word, kind="identity"): word for word in words if word not in found}
    known = Person.objects.filter(
        identity_index__in=list(sought), closed_at=None, pk__in=here.values("person_id")
    )
    return found | {
        sought[index]: (person, name)
        for index, person, name in known.values_list("identity_index", "pk", "name")
    }
