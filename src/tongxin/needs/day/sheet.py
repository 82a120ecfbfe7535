"""The list of the day as a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from .table import Line, named, sections, total_line

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CONTROL = {n: None for n in range(32) if n not in (9, 10, 13)}
LONGEST = 32_000  # characters a cell of a sheet can hold


def harmless(value: Any) -> Any:
    """Return the value as text that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return value
    text = value.translate(CONTROL)[:LONGEST]
    return f"'{text}" if text.startswith(FORMULA) else text


def write_sheet(
    path: Path, figures: dict[str, Any], needs: Iterable[Any], *, measure: str = "open"
) -> None:
    """Write the matrix and, on a second leaf, the needs it counts, row by row."""
    book = Workbook(write_only=True)
    _matrix(book.create_sheet(_("List of the day")), figures, measure)
    _rows(book.create_sheet(_("Needs")), needs)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _matrix(sheet: Any, figures: dict[str, Any], measure: str) -> None:
    def heading(words: Iterable[str]) -> list[Any]:
        cells = [WriteOnlyCell(sheet, harmless(word)) for word in words]
        for cell in cells:
            cell.font = Font(bold=True)
        return cells

    sheet.column_dimensions["A"].width = 24
    at = timezone.localtime(datetime.fromisoformat(figures["at"]))
    sheet.append([_("As of %(time)s") % {"time": f"{at:%Y-%m-%d %H:%M}"}])
    across = [named(column) for column in figures["columns"]]
    sheet.append(heading(["", _("All"), _("Late"), *across, _("In hand at")]))
    for section in sections(figures, measure):
        sheet.append(heading([section.label]))
        for line in section.lines:
            sheet.append(_line(line))
    sheet.append(_line(total_line(figures, measure)))


def _line(line: Line) -> list[Any]:
    numbers = [cell.number for cell in line.cells]
    return [harmless(line.label), line.total.number, line.total.late, *numbers,
            harmless(line.answered_by)]  # fmt: skip


def _rows(sheet: Any, needs: Iterable[Any]) -> None:
    sheet.column_dimensions["C"].width = 80
    sheet.append([_("Code"), _("Place"), _("What is asked"), _("Belongs to"), _("Urgency"),
                  _("State"), _("Raised"), _("Due"), _("Team")])  # fmt: skip
    for need in needs:
        kind = need.platform or need.service_class or need.refer_to or need.get_route_display()
        due = timezone.localtime(need.due_at) if need.due_at else None
        sheet.append([
            need.tracking_code_shown, harmless(str(need.place)), harmless(need.shown_words),
            harmless(str(kind)), need.urgency, str(need.get_state_display()),
            f"{timezone.localtime(need.raised_at):%Y-%m-%d %H:%M}",
            f"{due:%Y-%m-%d %H:%M}" if due else "", harmless(str(need.team or "")),
        ])  # fmt: skip
