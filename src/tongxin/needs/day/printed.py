"""The list of the day on paper: a PDF by typst, with the system's Chinese fonts."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .table import Line, named, sections, total_line

TEMPLATE = Path(__file__).parent / "list.typ"
COLUMNS_A_PAGE = 10  # towns beside each other on a sheet of A4, landscape


def write_pdf(path: Path, figures: dict[str, Any], *, title: str, measure: str = "open") -> None:
    """Write the matrix as PDF; many columns go on several sheets."""
    import typst  # 30 MB of compiler: only the worker needs it

    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(document(figures, title, measure), ensure_ascii=False)
    typst.compile(str(TEMPLATE), output=str(path), sys_inputs={"content": content})


def document(figures: dict[str, Any], title: str, measure: str = "open") -> dict[str, Any]:
    """Return what the template prints: title, tables of at most ten towns, notes."""
    at = timezone.localtime(datetime.fromisoformat(figures["at"]))
    across = [named(column) for column in figures["columns"]]
    starts = range(0, max(1, len(across)), COLUMNS_A_PAGE)
    return {
        "title": title,
        "language": (get_language() or "zh")[:2],
        "subtitle": _("As of %(time)s. In brackets: late ones.") % {"time": f"{at:%Y-%m-%d %H:%M}"},
        "tables": [_table(figures, measure, across, start) for start in starts],
    }


def _table(figures: dict[str, Any], measure: str, across: list[str], start: int) -> dict[str, Any]:
    some = slice(start, start + COLUMNS_A_PAGE)

    def written(line: Line) -> list[str]:
        return [line.label, _figure(line.total), *(_figure(cell) for cell in line.cells[some])]

    return {
        "head": ["", _("All"), *across[some]],
        "sections": [
            {"label": section.label, "lines": [written(line) for line in section.lines]}
            for section in sections(figures, measure)
        ],
        "total": written(total_line(figures, measure)),
    }


def _figure(cell: Any) -> str:
    if not cell.number:
        return "·"
    return f"{cell.number}（{cell.late}）" if cell.late else str(cell.number)
