"""Lay the figures out as a table: the same for page, sheet and PDF."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, str | Promise] = {
    "menu": _("Platforms"),
    "hands": _("Volunteers' hands"),
    "": _("Elsewhere"),
}
SPECIAL: dict[str, str | Promise] = {
    "refer": _("Referred to departments"),
    "emergency": _("Emergencies"),
    "pending": _("Waiting for review"),
}


@dataclass(frozen=True)
class Cell:
    """One figure and the late part of it."""

    number: int
    late: int
    column: str  # path; "" is the total of the row


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    key: str
    label: str
    cells: list[Cell]
    total: Cell
    answered_by: str = ""


@dataclass(frozen=True)
class Section:
    """Rows that belong together."""

    label: str
    lines: list[Line] = field(default_factory=list)


def named(one: dict[str, Any]) -> str:
    """Return the name in the reader's language."""
    return str(one["name_en"] if one.get("name_en") and get_language() == "en" else one["name"])


def sections(figures: dict[str, Any], measure: str = "open") -> list[Section]:
    """Return the table of one measure; rows of nothing but zeros stay, so nothing seems lost."""
    found = {group: Section(str(label)) for group, label in GROUPS.items()}
    for row in figures["rows"]:
        label = str(SPECIAL.get(row["key"], "")) or named(row)
        found[row["group"]].lines.append(_line(figures, row["key"], label, measure))
    return list(found.values())


def total_line(figures: dict[str, Any], measure: str = "open") -> Line:
    """Return the sums below the columns."""
    totals = figures["totals"]
    whole = Cell(totals.get(measure, 0), _late(totals, measure), "")
    cells = _line(figures, "", "", measure).cells
    return Line("", str(_("All")), cells, whole)


def _line(figures: dict[str, Any], key: str, label: str, measure: str) -> Line:
    counts = figures["cells"].get(key, {})
    cells = [_cell(counts, column["path"], measure) for column in figures["columns"]]
    return Line(key, label, cells, _cell(counts, "", measure), _answered_by(figures, key))


def _cell(counts: dict[str, dict[str, int]], column: str, measure: str) -> Cell:
    here = counts.get(column, {})
    return Cell(here.get(measure, 0), _late(here, measure), column)


def _late(counts: dict[str, int], measure: str) -> int:
    return counts.get("late", 0) if measure == "open" else 0


def _answered_by(figures: dict[str, Any], key: str) -> str:
    held = figures["answers"].get(key, [])
    return "、".join(f"{named(one)} {one['n']}" for one in held[:3])
