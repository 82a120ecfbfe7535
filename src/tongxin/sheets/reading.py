"""Read a spreadsheet or CSV into rows of cells, or say plainly why it cannot be read."""

import csv
import io
import itertools
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tongxin.errors import DomainError

MOST_BYTES = 60 * 1024 * 1024
MOST_UNPACKED_BYTES = 1024**3  # a zip that unpacks to more is a bomb, or useless
MOST_ROWS = 200_000
MOST_CELLS = 10_000_000  # a stray cell far out makes a sheet of billions
MOST_COLUMNS = 200
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = [",", "\t", ";", "|", "，"]
Row = list[Any]


class Unreadable(DomainError):
    """The file is not a list we can read."""

    status = 422


@dataclass(frozen=True)
class Sheet:
    """Rows of cells; `rows[0]` is the first line of the file, so numbers are as people see them."""

    rows: list[Row]
    encoding: str = ""  # of a CSV
    name: str = ""  # of the worksheet


def read_sheet(path: Path, name: str = "") -> Sheet:
    """Read the fullest sheet of a workbook, or a CSV. Raises `Unreadable`."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Unreadable(
            _("The file is too big (%(size)s MB; at most %(most)s MB). Split it, please.")
            % {"size": size // 2**20, "most": MOST_BYTES // 2**20}
        )
    with path.open("rb") as file:
        start = file.read(8)
    if not start.strip():
        raise Unreadable(_("The file is empty."))
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _read_workbook(path, start)
    return _read_text(path.read_bytes())


def _read_workbook(path: Path, start: bytes) -> Sheet:
    if start.startswith(b"PK"):
        _check_zip(path)
    elif ENCRYPTED in path.read_bytes():
        raise _protected()
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [
            workbook.get_sheet_by_name(meta.name)
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        ]
        sheet = max(sheets, key=lambda sheet: sheet.height, default=None)
        if sheet is None or not sheet.height:
            raise Unreadable(_("The file is empty."))
        _check_size(sheet.total_height, sheet.total_width)
        rows = _fill_merged(sheet, sheet.to_python(skip_empty_area=False))
    except PasswordError as error:
        raise _protected() from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    return Sheet(rows, name=sheet.name)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            encrypted = any(part.flag_bits & 1 for part in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _damaged() from error
    if encrypted:
        raise _protected()
    if unpacked > MOST_UNPACKED_BYTES:
        raise Unreadable(_("The file unpacks to far too much. Save it anew and try again."))


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise Unreadable(
            _("The list has %(rows)s rows; at most %(most)s can come in at once. Split it, please.")
            % {"rows": rows, "most": MOST_ROWS}
        )


def _fill_merged(sheet: CalamineSheet, rows: list[Row]) -> list[Row]:
    """Write the value of cells merged over several rows into each of these rows."""
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        for number in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[number]) and rows[number][left] == "":
                rows[number][left] = rows[top][left]
    return rows


def _read_text(raw: bytes) -> Sheet:
    encoding, text = _decode(raw)
    delimiter = _delimiter(text)
    limit = csv.field_size_limit(1_000_000)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows: list[Row] = [list(row[:MOST_COLUMNS]) for row in reader]
    except csv.Error as error:
        raise _damaged() from error
    finally:
        csv.field_size_limit(limit)
    _check_size(len(rows), max(map(len, rows), default=0))
    return Sheet(rows, encoding=encoding)


def _decode(raw: bytes) -> tuple[str, str]:
    """Return (encoding, text); what Excel and WPS write in China."""
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    tries = ["utf-16"] if wide else ["utf-8-sig", "gb18030"]
    for encoding in tries:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(map(text[:20_000].count, "\x00\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\ufffd"))
        if not strange:
            return encoding.removesuffix("-sig"), text
    raise Unreadable(
        _("This is neither a spreadsheet nor text in UTF-8 or GB18030. Save it as XLSX or CSV.")
    )


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first lines into the most, and most even, columns."""

    def worth(delimiter: str) -> tuple[float, int]:
        lines = csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row in itertools.islice(lines, 30) if row]
        except csv.Error:
            return (0, 0)
        usual = max(set(widths), key=widths.count, default=0)
        return (widths.count(usual) / max(1, len(widths)) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=worth)


def _protected() -> Unreadable:
    return Unreadable(_("The file is protected by a password. Save it without one and try again."))


def _damaged() -> Unreadable:
    return Unreadable(
        _("The file is damaged, or not a spreadsheet. Open it, save it as XLSX, and try again.")
    )
