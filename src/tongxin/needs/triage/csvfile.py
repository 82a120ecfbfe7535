"""Triage for a file: a table with a `text` column in, the same table with suggestions out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongxin.needs.triage.model import Model
    from tongxin.needs.triage.suggestion import Suggestion

COLUMNS = (
    "route",
    "platform",
    "service_class",
    "urgency",
    "duplicate_of",
    "confidence",
    "reasons",
)
_ENCODINGS = ("utf-8-sig", "gb18030")
_LOCAL = ZoneInfo("Asia/Shanghai")
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
_STEP = 500

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far, and of how much."""


class BadFile(ValueError):
    """A file that cannot be triaged; the sentence says why."""


def run_csv(
    input_path: str | Path,
    output_path: str | Path,
    *,
    progress: Progress | None = None,
    model: Model | None = None,
) -> int:
    """Write the rows of one file with triage columns to another; return how many rows.

    The input is CSV in UTF-8 (with or without mark) or GB18030, with a `text` column and, if
    known, `place` (a code), `time` and `id`. `duplicate_of` is the id, or without ids the row
    number counted from 1, of the earliest row that tells the same matter.
    """
    from tongxin.needs.triage.model import default_model

    tell = progress or (lambda what, done, total: None)
    header, rows = _read(Path(input_path))
    tell("model", 0, 1)
    model = model or default_model()
    tell("model", 1, 1)
    answers = _answers(rows, model, tell)
    kept = [name for name in header if name not in COLUMNS]
    with Path(output_path).open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, [*kept, *COLUMNS], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, **answer} for row, answer in zip(rows, answers, strict=True))
    return len(rows)


def _answers(rows: Sequence[dict[str, str]], model: Model, tell: Progress) -> list[dict[str, str]]:
    from tongxin.needs.triage import suggesting

    texts = [row["text"] for row in rows]
    times = [_time(row.get("time", "")) for row in rows]
    answers: list[dict[str, str]] = []
    scores: list[NDArray[Any]] = []
    for start in range(0, len(texts), _STEP):
        part = slice(start, start + _STEP)
        suggestions, seen = suggesting.weigh(texts[part], ats=times[part], model=model)
        answers += [_answer(each) for each in suggestions]
        scores.append(seen)
        tell("messages", len(answers), len(texts))
    tell("duplicates", 0, 1)
    for row, earliest, why in _duplicates(rows, texts, times, model, scores):
        answers[row]["duplicate_of"] = rows[earliest].get("id") or str(earliest + 1)
        answers[row]["reasons"] += f"；与第{earliest + 1}行相似：{why}"
    tell("duplicates", 1, 1)
    return answers


def _answer(suggestion: Suggestion) -> dict[str, str]:
    return {
        "route": suggestion.route,
        "platform": suggestion.platform,
        "service_class": suggestion.service_class,
        "urgency": suggestion.urgency,
        "duplicate_of": "",
        "confidence": f"{suggestion.confidence:.3f}",
        "reasons": suggestion.explain_zh(),
    }


def _duplicates(
    rows: Sequence[dict[str, str]],
    texts: Sequence[str],
    times: Sequence[datetime | None],
    model: Model,
    scores: Sequence[NDArray[Any]],
) -> list[tuple[int, int, str]]:
    """Return (row, earliest like row, why) for every row that has one."""
    import numpy as np

    from tongxin.needs.triage.duplicates import find_duplicates

    places = [(row.get("place") or "").strip() for row in rows]
    codes = [place if place.isdigit() else "" for place in places]
    told = [
        text if code or not place else f"{place}：{text}"
        for text, place, code in zip(texts, places, codes, strict=True)
    ]
    best: dict[int, tuple[int, str]] = {}
    leaves = np.concatenate(scores) if scores else None
    for pair in find_duplicates(told, codes, times, model=model, leaves=leaves):
        if pair.j not in best or pair.i < best[pair.j][0]:
            why = "，".join(reason.explain_zh() for reason in pair.reasons)
            best[pair.j] = (pair.i, why)
    root: dict[int, int] = {}
    for row in sorted(best):
        earlier = best[row][0]
        root[row] = root.get(earlier, earlier)
    return [(row, root[row], best[row][1]) for row in sorted(best)]


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadFile(f"cannot read {path}: {error.strerror}") from error
    text = _decoded(raw, path)
    csv.field_size_limit(10_000_000)
    reader = csv.DictReader(io.StringIO(text.replace("\x00", ""), newline=""))
    header = [(name or "").strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    if "text" not in header:
        found = ", ".join(name for name in header if name) or "none"
        raise BadFile(f"{path} has no column named text; columns found: {found}")
    rows = [
        {name: value or "" for name, value in row.items() if isinstance(name, str)}
        for row in reader
    ]
    return header, rows


def _decoded(raw: bytes, path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(f"{path} is neither UTF-8 nor GB18030")


def _time(value: str) -> datetime | None:
    value = value.strip()
    if not value:
        return None
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = _by_pattern(value)
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=_LOCAL)


def _by_pattern(value: str) -> datetime | None:
    for pattern in _TIMES:
        try:
            return datetime.strptime(value, pattern).replace(tzinfo=_LOCAL)
        except ValueError:
            continue
    return None
