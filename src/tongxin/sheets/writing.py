"""Write tables people open in a spreadsheet, without giving their cells a life of their own."""

import csv
import io
from collections.abc import Iterable, Iterator

from openpyxl import Workbook

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MOST_IN_A_CELL = 32_767  # Excel's own limit


def neutral(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula (CWE-1236)."""
    return f"'{text}" if text.lstrip(" \n").startswith(DANGEROUS) else text


def as_csv(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Yield the table as CSV in UTF-8, with the mark by which Excel knows it."""
    yield "\ufeff".encode()
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def as_xlsx(rows: Iterable[Iterable[str]], title: str) -> bytes:
    """Return the table as a workbook of plain texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in rows:
        sheet.append([neutral(cell)[:MOST_IN_A_CELL] for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
