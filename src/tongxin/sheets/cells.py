"""What stands in a cell: text, a moment, a phone."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

EXCEL_START = datetime(1899, 12, 30)  # noqa: DTZ001  serials carry no zone; 1900 was no leap year
SERIALS = (20_000.0, 80_000.0)  # 1954 … 2119: other numbers are not dates
CHINA = timezone(timedelta(hours=8))
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufeff\ud800-\udfff]|_x000D_")
ERRORS = {
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
}  # fmt: skip
STAMP = re.compile(
    r"(?P<y>\d{4}) ?[-/.年] ?(?P<m>\d{1,2}) ?[-/.月] ?(?P<d>\d{1,2})"
    r"(?:(?: ?[日号] ?|[T ,])(?:(?:星期|周)[一二三四五六日天] ?)?(?P<clock>.*))?"
)
COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2}) ?(?P<clock>\d{4}(?:\d{2})?)?")
WESTERN = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})(?: (?P<clock>.*))?")
CLOCK = re.compile(
    r"(?P<half>上午|下午|中午|晚上|晚|凌晨|早上|早|AM|PM)? ?"
    r"(?P<h>\d{1,2})(?: ?[:时点] ?|(?=\d{2}))(?P<min>\d{1,2})?(?: ?分)?"
    r"(?: ?:? ?(?P<s>\d{1,2})(?: ?秒)?)?(?:[.,]\d+)? ?(?P<half2>AM|PM)?"
    r" ?(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.I,
)
LATER = {"下午", "晚上", "晚", "PM"}


def text_of(cell: Any) -> str:
    """Return the cell as people read it: 188031.0 is "188031", a date "2020-01-27 09:30:00"."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S") if cell.time() != time() else str(cell.date())
    if cell is None:
        return ""
    text = str(cell)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", text).replace("\u3000", " ").strip()


def is_error(cell: Any) -> bool:
    """Whether a formula failed here."""
    return isinstance(cell, str) and cell.strip().upper() in ERRORS


def moment_of(cell: Any) -> datetime | None:
    """Return the moment a cell tells, in China's time where it names no zone; None: none."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=CHINA)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=CHINA)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _serial(float(cell))
    return _written(unicodedata.normalize("NFKC", str(cell)).strip()) if cell else None


def _serial(number: float) -> datetime | None:
    if SERIALS[0] < number < SERIALS[1]:
        seconds = round((number % 1) * 86400)
        return (EXCEL_START + timedelta(days=int(number), seconds=seconds)).replace(tzinfo=CHINA)
    if 1e9 < number < 4e9:  # seconds since 1970
        return datetime.fromtimestamp(number, CHINA)
    if 1e12 < number < 4e12:  # milliseconds
        return datetime.fromtimestamp(number / 1000, CHINA)
    return _written(str(int(number))) if number.is_integer() else None


def _written(text: str) -> datetime | None:
    text = re.sub(r"\s+", " ", text)
    if re.fullmatch(r"\d{5}(\.\d+)?|\d{10}|\d{13}", text):
        return _serial(float(text))
    if match := COMPACT.fullmatch(text) or STAMP.fullmatch(text):
        return _moment(match["y"], match["m"], match["d"], match["clock"] or "")
    if match := WESTERN.fullmatch(text):
        first, second = match["a"], match["b"]
        month, day = (second, first) if int(first) > 12 else (first, second)
        return _moment(match["y"], month, day, match["clock"] or "")
    return None


def _moment(year: str, month: str, day: str, clock: str) -> datetime | None:
    clock = clock.strip()
    match = CLOCK.fullmatch(clock) if clock else None
    if clock and match is None:
        return None
    hour = minute = second = 0
    zone: Any = CHINA
    if match:
        hour, minute, second = (int(match[part] or 0) for part in ("h", "min", "s"))
        half = (match["half"] or match["half2"] or "").upper()
        if half in LATER and hour < 12:
            hour += 12
        zone = _zone(match["zone"]) if match["zone"] else CHINA
    try:
        return datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    if text in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone(sign * timedelta(hours=min(hours, 23), minutes=minutes))
