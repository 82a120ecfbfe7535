"""Find the header line, and guess which column says what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.sheets.cells import moment_of, text_of

FIELDS: dict[str, str | Promise] = {
    "words": _("what is needed, in their words"),
    "subject": _("subject"),
    "ref": _("number"),
    "time": _("time"),
    "name": _("name"),
    "phone": _("phone"),
    "place": _("village or town"),
    "address": _("address"),
    "category": _("category"),
}
# What people call such a column; the first that fits wins, longer words before shorter ones.
CALLED = {
    "ref": r"编号|单号|工单号|流水号|序号|^id$|^no\.?$|number|\bref|case.?id|ticket",
    "time": r"时间|日期|date|time|created",
    "phone": r"电话|手机|联系方式|号码|phone|mobile|tel\b|contact",
    "address": r"地址|住址|门牌|位置|地点|address|location",
    "place": r"村|社区|镇|街道|乡镇|区域|所属|辖区|属地|站点|place|village|town|district|area",
    "category": r"类别|类型|分类|种类|category|type|class",
    "name": r"姓名|用户|昵称|网名|(?:诉求|求助|反映|来电|留言|联系)人|称呼|name|user|author",
    "subject": r"主题|标题|题目|subject|title|summary",
    "words": r"详情|内容|正文|诉求|需求|描述|留言|问题|情况|事项|求助|words|message|detail"
    r"|description|content|text|body|need|request",
}  # fmt: skip
NOT = {
    "time": r"办结|回复|答复|完成|截止|反馈|updated|closed",
    "words": r"回复|答复|办理|处理|结果|reply",
}
LOOKED_AT = 200  # rows
HEADER_WITHIN = 15  # lines
PHONE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?[\d*]{4}[- ]?\d{4}")
PLACE = re.compile(r".{1,14}(?:村|社区|镇|街道|乡)")


@dataclass
class Columns:
    """Which column says what, by position; `header` is the index of the header line, -1: none."""

    header: int
    of: dict[str, int] = field(default_factory=dict)

    def stored(self) -> dict[str, int]:
        return {"header": self.header} | self.of

    @classmethod
    def load(cls, stored: dict[str, int]) -> "Columns":
        parts = {name: place for name, place in stored.items() if name in FIELDS}
        return cls(stored.get("header", -1), parts)


def headings_of(rows: Sequence[Sequence[Any]], columns: Columns) -> list[str]:
    """Return what each column is called: its heading, or its letter."""
    width = max((len(row) for row in rows[: columns.header + LOOKED_AT]), default=0)
    line = [text_of(cell) for cell in rows[columns.header]] if columns.header >= 0 else []
    line += [""] * (width - len(line))
    return [words or letter(place) for place, words in enumerate(line)]


def letter(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def guess(rows: Sequence[Sequence[Any]]) -> Columns:
    """Guess from the header words, then from what stands in the columns."""
    header = _header_line(rows)
    columns = Columns(header)
    below = [row for row in rows[header + 1 : header + 1 + LOOKED_AT] if any(map(text_of, row))]
    width = max(map(len, below), default=0)
    cells = [[row[place] if place < len(row) else "" for row in below] for place in range(width)]
    if header >= 0:
        columns.of = _by_name([text_of(cell) for cell in rows[header]])
    _by_content(columns.of, cells)
    return columns


def _called(heading: str) -> str:
    """Return the field a heading speaks of, or ""."""
    heading = heading.strip().lower()
    if not heading or len(heading) > 24:
        return ""
    best, where = "", (-1, 0)
    for name, pattern in CALLED.items():
        if name in NOT and re.search(NOT[name], heading):
            continue
        for match in re.finditer(pattern, heading):
            if (match.end(), len(match[0])) > where:  # 留言编号: what stands last is the noun
                best, where = name, (match.end(), len(match[0]))
    return best


def _header_line(rows: Sequence[Sequence[Any]]) -> int:
    worth = {}
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        words = [text_of(cell) for cell in row if text_of(cell)]
        found = {called for word in words if (called := _called(word))}
        if len(found) >= 2 or (found & {"words", "subject"} and len(words) == len(found)):
            worth[number] = len(found)
    if worth:
        return max(worth, key=lambda number: (worth[number], -number))
    first = next((n for n, row in enumerate(rows[:HEADER_WITHIN]) if any(map(text_of, row))), -1)
    return first if first >= 0 and _looks_like_headings(rows[first]) else -1


def _looks_like_headings(row: Sequence[Any]) -> bool:
    words = [text_of(cell) for cell in row if text_of(cell)]
    short = all(len(word) <= 12 and not re.search(r"\d{4}|[,，。！？!?]", word) for word in words)
    return short and len(words) >= 2 and len(set(words)) == len(words)


def _by_name(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = _called(heading)
        if name and name not in found:
            found[name] = place
    if "words" not in found and "subject" in found:
        found["words"] = found.pop("subject")
    return found


def _by_content(found: dict[str, int], cells: list[list[Any]]) -> None:
    """Give columns nobody named to the fields their cells speak for; correct empty guesses."""
    free = [place for place in range(len(cells)) if place not in found.values()]
    tests = {"time": _share_of_moments, "phone": _share_of_phones, "place": _share_of_places}
    for name, share in tests.items():
        if name not in found:
            best = max(free, key=lambda place: share(cells[place]), default=None)
            if best is not None and share(cells[best]) >= 0.7:
                found[name] = best
                free.remove(best)
    if "words" not in found or not _length(cells, found["words"]):
        longest = max(free, key=lambda place: _length(cells, place), default=None)
        if longest is not None and _length(cells, longest) >= 6:
            found["words"] = longest


def _filled(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if text_of(cell)]


def _share_of_moments(cells: list[Any]) -> float:
    filled = _filled(cells)
    times = sum(
        not isinstance(cell, float | int) and moment_of(cell) is not None for cell in filled
    )
    return times / len(filled) if filled else 0.0


def _share_of_phones(cells: list[Any]) -> float:
    filled = _filled(cells)
    return sum(bool(PHONE.fullmatch(text_of(c))) for c in filled) / len(filled) if filled else 0.0


def _share_of_places(cells: list[Any]) -> float:
    filled = _filled(cells)
    return sum(bool(PLACE.fullmatch(text_of(c))) for c in filled) / len(filled) if filled else 0.0


def _length(cells: list[list[Any]], place: int) -> float:
    """Return the mean length of the texts in a column; numbers and times say nothing."""
    if place >= len(cells):
        return 0.0
    texts = [text_of(c) for c in cells[place] if isinstance(c, str) and moment_of(c) is None]
    return mean(map(len, texts)) if texts else 0.0
