"""Places named in a text: villages, estates, roads, schools, buildings and their numbers."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tongxin.needs.triage import wordlists

if TYPE_CHECKING:
    from ahocorasick import Automaton

_SUFFIXES = {kind: "|".join(ends) for kind, ends in wordlists.sections("place-suffixes").items()}
_LOOKS = re.compile(r"\(\?[^)]*\)|\[[^]]*\]")
_KIND_OF = {
    _LOOKS.sub("", suffix): kind for kind, names in _SUFFIXES.items() for suffix in names.split("|")
}
_SUFFIX = re.compile(
    "|".join(sorted("|".join(_SUFFIXES.values()).split("|"), key=lambda s: -len(_LOOKS.sub("", s))))
)
_STOP = set(
    "在住是的我们你他她它这那哪个到去从和与跟及来于由往向被把给对让请有没了边近旁各每全整本该"
    "某其另别些几多一两户条座所间处段前后上下左右内外进出回离过经沿靠通修封堵"
    "了着就也都还又再很太不无未要想会能可将以因为之但而或等叫名说问看找帮买卖做开关打送接收"
    "镇区市县省道乡号幢栋楼层室米,.，。、：:；;！!？?（）()“”\"'《》 \n0123456789~-—路街村"
)
_EMPTY_CORES = frozenset(word for line in wordlists.lines("common-cores") for word in line.split())
_NUMBERED = re.compile(
    r"(\d{1,4}|[a-z]|[一二三四五六七八九十]{1,3}|[东南西北])\s*(号楼|幢|栋|座|单元|组|期|号卡口|号门|大门|门|楼|弄|号院|班|年级|室|车间|号|(?<=\d)路)"
)
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")}
_SIDES = set("前后上下中路街")
"""These end many names (坊前村, 铁路新村) though alone they only say where."""
_INSIDE = set("村区家屋楼城镇店院厂校这那哪心夜市巷弄街")
"""里 after one of these means inside, else it belongs to a name."""
_PHONE = re.compile(r"(?:1\d{10}|0\d{2,3}-?\d{7,8}|\b\d{7,8}\b)")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_REACH = 5


@dataclass(frozen=True, slots=True)
class Landmark:
    """A name in the text: `kind` of thing, `core` without its suffix, and where it stands."""

    kind: str
    core: str
    name: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _gazetteer() -> Automaton:
    names = list(wordlists.lines("places"))
    known = [(name, _kind(name)) for name in names]
    towns = [(_stem(name), "town") for name in names if _kind(name) == "town"]
    return wordlists.automaton(iter(known + [town for town in towns if town[0] not in _COMMON]))


_COMMON = {"新建", "新街", "新庄", "和平", "城关", "城东", "城西"}
"""Town names that are also common words: taken as places only with their suffix."""


def _kind(name: str) -> str:
    for length in (3, 2, 1):
        if name[-length:] in _KIND_OF:
            return _KIND_OF[name[-length:]]
    return "village"


def _stem(name: str) -> str:
    """Return a listed name without its suffix, unless a single letter would be left."""
    starts = [found.start() for found in _SUFFIX.finditer(name)]
    return name[: starts[-1]] if starts and starts[-1] > 1 else name


@lru_cache(maxsize=8_192)
def landmarks(text: str) -> tuple[Landmark, ...]:
    """Return the places a normalised text names, in order; common nouns are left out."""
    known = [
        Landmark(hit.tags[0], _stem(hit.word), hit.word, hit.start, hit.end)
        for hit in wordlists.hits(_gazetteer(), text)
    ]
    taken = [(mark.start, mark.end) for mark in known]
    floor = 0
    for found in _SUFFIX.finditer(text):
        if any(start <= found.start() < end for start, end in taken):
            continue
        core = _core_before(text, found.start(), floor)
        if core:
            floor = found.end()
            start = text.rindex(core, 0, found.end())
            name = text[start : found.end()]
            known.append(
                Landmark(_KIND_OF.get(found.group(), "school"), core, name, start, found.end())
            )
    return tuple(sorted(known, key=lambda mark: mark.start))


def told(text: str, marks: Sequence[Landmark], known: Container[str]) -> tuple[Landmark, ...]:
    """Return names of no listed kind that stand where people say where they are.

    茗岭有个病人, 住在荷花池, 云岭流浪狗成群: two to four letters no example (`known`) uses as
    words, with a word the examples do use behind them.
    """
    found: list[Landmark] = []
    for lead in _LEAD.finditer(text[:_TOLD_WITHIN]):
        start = lead.end()
        for end in range(start + 2, min(start + _REACH, len(text))):
            name = text[start:end]
            if not _NAME.fullmatch(name) or name in known or _COMMONPLACE.search(name):
                break
            if name[:2] not in known and name[-2:] not in known and _follows(text, end, known):
                if not any(mark.start < end and start < mark.end for mark in marks):
                    found.append(Landmark("named", name, name, start, end))
                break
    return tuple(found)


def _follows(text: str, at: int, known: Container[str]) -> bool:
    """Whether the name may end here: a cue, or a known word after a letter names end in."""
    if _BEHIND.match(text, at):
        return True
    behind = text[at : at + 2]
    return text[at - 1] in _NAME_ENDS and (
        len(behind) < 2 or behind in known or behind in wordlists.word_heads()
    )


_TOLD_WITHIN = 120
"""Letters of a message searched for names: where it happens is told early."""
_LEAD = re.compile(
    r"(?:^|[，。,!?；;：: \n]|[在住到给来去帮过请求盼是从由上天里晚久近]|我们)(?=[\u4e00-\u9fff])"
)
_NAME_ENDS = set(
    "岭湾嘴苑园坝塘桥港荡渎浜墩圩埂坊湖溪泉山河江洲浦渚埭潭坞坡岗岙冲城庄寺阁轩庭郡池埠滩台岸墅井洞峰"
)
_NAME = re.compile("[\u4e00-\u9fff]+")
_BEHIND = re.compile(
    r"有[个位人户一几两好很]|[这那][边里儿]|附近|旁边|边上|门口|大门|楼下|楼道|\d{1,4}(?:号|幢|栋|座)"
    r"|[一二三四五六七八九十]{1,2}(?:号楼|幢|栋)"
)
_COMMONPLACE = re.compile(
    "[我你他她它们咱这那的了是在没不都人家里孩子今明昨天早晚年月日时点个位请求麻烦想要能会"
    "就也还又再把被让给和跟对说问看听来去到过只全每各哪谁啥吗吧呢很太最多少几什么怎样为因所以一两三"
    "楼路街村镇区市县校院厂店房屋门口边内外号幢栋其终如而且导致毕但竟造确既然与该据应乱当应总共原]"
)


def _core_before(text: str, end: int, floor: int) -> str:
    start = end
    if end - 1 > floor and text[end - 1] in _SIDES and text[end - 2] not in _STOP:
        start -= 2
    while start > floor and end - start < _REACH and text[start - 1] not in _STOP:
        if text[start - 1] == "里" and (start < 2 or text[start - 2] in _INSIDE):
            break
        start -= 1
    core = text[start:end]
    if len(core) == 1 and text.startswith("新村", end):
        core += "新"
    if len(core) < 2 or core in _EMPTY_CORES or core[-2:] in _EMPTY_CORES:
        return ""
    return core if all("\u3400" <= c <= "\u9fff" for c in core) else ""


def numbers(text: str) -> dict[str, frozenset[str]]:
    """Return unit → numbers: 3幢 and 三幢 are one, 3幢 and 5幢 are two."""
    found: dict[str, set[str]] = {}
    for number, unit in _NUMBERED.findall(text):
        unit = "幢" if unit in {"号楼", "栋", "座"} else unit
        if unit in {"门", "大门"} or unit != "楼" or number not in "东南西北":
            found.setdefault(unit.removeprefix("大"), set()).add(_plain_number(number))
    return {unit: frozenset(values) for unit, values in found.items()}


def _plain_number(number: str) -> str:
    if number and number[0] in "一二三四五六七八九十":
        tens, ten, ones = number.partition("十")
        if not ten:
            return "".join(str(_DIGIT[c]) for c in number)
        return str((_DIGIT.get(tens, 1) if tens else 1) * 10 + (_DIGIT.get(ones, 0) if ones else 0))
    return number.lstrip("0") or number


@lru_cache(maxsize=8_192)
def masked(text: str) -> str:
    """Return a normalised text whose places, phones and digits are tokens of one character."""
    out: list[str] = []
    at = 0
    for mark in landmarks(text):
        if mark.start < at or mark.kind in {"school", "site"}:
            continue
        out.append(text[at : mark.start] + "〇")
        at = mark.end
    text = "".join(out) + text[at:]
    return _DIGITS.sub("0", _PHONE.sub("☎", text))


def without(text: str, marks: tuple[Landmark, ...]) -> str:
    """Return a normalised text with its places cut out and digits made one: what, not where."""
    out: list[str] = []
    at = 0
    for mark in marks:
        if mark.start >= at:
            out.append(text[at : mark.start] + "，")
        at = max(at, mark.end)
    return _DIGITS.sub("0", _PHONE.sub("", "".join(out) + text[at:])).replace("\n", "，")
