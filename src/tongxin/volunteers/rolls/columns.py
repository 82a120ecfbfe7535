"""Which column of a roll says what: found by its heading, corrected by hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.sheets.cells import text_of

FIELDS: dict[str, str | Promise] = {
    "name": _("name"),
    "phone": _("phone"),
    "identity": _("identity number"),
    "birth_date": _("date of birth"),
    "place": _("village or town"),
    "prefers": _("what they like to do"),
    "skills": _("what they are good at"),
    "languages": _("what they speak"),
}
CALLED = {  # the first that fits wins
    "identity": r"身份证|证件号|identity|id.?(card|number)",
    "birth_date": r"出生|生日|birth|born",
    "phone": r"电话|手机|联系方式|phone|mobile|tel\b",
    "prefers": r"意向|愿意|服务类别|服务类型|prefer|service",
    "skills": r"特长|技能|专长|skill",
    "languages": r"语言|方言|language",
    "place": r"村|社区|镇|街道|居住|住址|地址|区域|所属|place|village|town|address|home",
    "name": r"姓名|名字|志愿者|name",
}
HEADER_WITHIN = 15  # lines


@dataclass
class Columns:
    """Which column says what, by position; `header` is the index of the header line, -1: none."""

    header: int = -1
    of: dict[str, int] = field(default_factory=dict)

    def stored(self) -> dict[str, int]:
        return {"header": self.header} | self.of

    @classmethod
    def load(cls, stored: dict[str, int]) -> "Columns":
        parts = {name: place for name, place in stored.items() if name in FIELDS}
        return cls(stored.get("header", -1), parts)


def guess(rows: Sequence[Sequence[Any]]) -> Columns:
    """Find the header line among the first, and what its words call each column."""
    best = Columns()
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            called = _called(text_of(cell).strip().lower())
            if called and called not in found:
                found[called] = place
        if len(found) >= 2 and len(found) > len(best.of):
            best = Columns(number, found)
    return best


def _called(heading: str) -> str:
    if not heading or len(heading) > 24 or re.search(r"\d{4}", heading):
        return ""
    return next((name for name, words in CALLED.items() if re.search(words, heading)), "")


def headings_of(rows: Sequence[Sequence[Any]], columns: Columns) -> list[str]:
    """Return what each column is called: its heading, or its place from 1."""
    width = max((len(row) for row in rows[: columns.header + 200]), default=0)
    line = [text_of(cell) for cell in rows[columns.header]] if columns.header >= 0 else []
    line += [""] * (width - len(line))
    return [words or str(place + 1) for place, words in enumerate(line)]
