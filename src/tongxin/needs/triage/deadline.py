"""By when: 今天, 明天下午三点, 周五前, 月底, 20号前, 两小时内, 药只够两天 → a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

_NUMBERS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0, "几": 3}
_N = r"(\d{1,3}|[一二两三四五六七八九十]{1,3}|半|几)"
_DAY_WORDS = {
    "大后天": 3,
    "后天": 2,
    "明天": 1,
    "明晚": 1,
    "明日": 1,
    "明早": 1,
    "今天": 0,
    "今晚": 0,
}
_DAY_WORDS |= {"今日": 0, "今夜": 0, "当天": 0, "马上": 0, "立刻": 0, "立即": 0, "现在就": 0}
_DAY = re.compile("|".join(sorted(_DAY_WORDS, key=len, reverse=True)))
_WEEKDAY = re.compile(r"(下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])")
_DATE = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})[号日](?![楼门院线店])")
_CLOCK = re.compile(
    rf"(凌晨|早上|上午|中午|下午|晚上|夜里|傍晚|今晚|明晚)?{_N}(?:点|时(?!间))(半)?"
)
_WITHIN = re.compile(rf"{_N}个?(分钟|小时|钟头|天|日|周|星期|礼拜)(?:之内|以内|内)")
_LASTS = re.compile(
    rf"(?:只够|够吃|够用|还能吃|还能用|还能撑|撑|还剩|只剩|仅剩|剩下|剩|还有)(?:了|下|最后)?{_N}(?:、{_N})?(?:来)?(天|顿|小时|个小时|个礼拜|周)"
)
_LASTS_TO = re.compile(
    r"(今天|今晚|明天|后天)[^，。,]{0,8}(?:断|没了|没有了|用完|吃完|见底|打完|用光|吃光|停药|该吃)"
)
_MONTH_END = re.compile(r"(下)?个?月底")
_PERIODS = {
    "凌晨": 0,
    "早上": 0,
    "上午": 0,
    "中午": 12,
    "下午": 12,
    "傍晚": 12,
    "晚上": 12,
    "夜里": 12,
}
_PERIODS |= {"今晚": 12, "明晚": 12}
_DAY_ENDS = time(23, 59)
_EVENING = time(20, 0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment and the words it was read from."""

    moment: datetime
    words: str


def deadline(text: str, at: datetime) -> Deadline | None:
    """Return the earliest moment a normalised text asks for, counted from `at`."""
    found = [
        each
        for read in (_within, _lasts, _day_words, _weekdays, _dates, _month_end)
        if (each := read(text, at)) is not None and each.moment >= at
    ]
    return min(found, key=lambda each: each.moment) if found else None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return (_NUMBERS[tens] if tens else 1) * 10 + (_NUMBERS[ones] if ones else 0)
    return _NUMBERS[word[-1]]


def _within(text: str, at: datetime) -> Deadline | None:
    found = _WITHIN.search(text)
    if not found:
        return None
    count = _number(found[1])
    unit = found[2]
    length = {
        "分钟": timedelta(minutes=1),
        "小时": timedelta(hours=1),
        "钟头": timedelta(hours=1),
    }.get(unit, timedelta(days=7) if unit in {"周", "星期", "礼拜"} else timedelta(days=1))
    span = length / 2 if found[1] == "半" else length * count
    return Deadline(at + span, found[0])


def _lasts(text: str, at: datetime) -> Deadline | None:
    if found := _LASTS_TO.search(text):
        day = _DAY_WORDS[found[1]]
        return Deadline(_end_of(at + timedelta(days=day)), found[0])
    found = _LASTS.search(text)
    if not found:
        return None
    count, unit = max(_number(found[1]), 1), found[3]
    if unit == "顿":
        return Deadline(at + timedelta(hours=6 * count), found[0])
    if "小时" in unit:
        return Deadline(at + timedelta(hours=count), found[0])
    days = count * (1 if unit == "天" else 7)
    return Deadline(_end_of(at + timedelta(days=days)), found[0])


def _day_words(text: str, at: datetime) -> Deadline | None:
    found = _DAY.search(text)
    if not found:
        return None
    word = found[0]
    day = at + timedelta(days=_DAY_WORDS[word])
    clock = _clock(text[found.start() : found.end() + 10])
    if clock:
        return Deadline(_on(day, clock[0]), word + clock[1].removeprefix(word))
    if "晚" in word or "夜" in word:
        return Deadline(_on(day, _EVENING) if at < _on(day, _EVENING) else _end_of(day), word)
    return Deadline(_end_of(day), word)


def _clock(text: str) -> tuple[time, str] | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    hour = _number(found[2]) + _PERIODS.get(found[1] or "", 0)
    if (
        found[1] in {"中午", "下午", "傍晚", "晚上", "夜里", "今晚", "明晚"}
        and _number(found[2]) >= 12
    ):
        hour = _number(found[2])
    if found[1] == "夜里" and _number(found[2]) < 6:
        hour = _number(found[2])
    if hour > 23:
        return None
    return time(hour, 30 if found[3] else 0), found[0]


def _weekdays(text: str, at: datetime) -> Deadline | None:
    found = _WEEKDAY.search(text)
    if not found or text[max(0, found.start() - 1) : found.start()] in {"每", "个"}:
        return None
    day = {"末": 6, "日": 6, "天": 6}.get(found[2])
    day = "一二三四五六".index(found[2]) if day is None else day
    ahead = day - at.weekday()
    if found[1] == "下" or ahead < 0:
        ahead += 7
    return Deadline(_end_of(at + timedelta(days=ahead)), found[0])


def _dates(text: str, at: datetime) -> Deadline | None:
    for found in _DATE.finditer(text):
        month = int(found[1]) if found[1] else at.month
        day = int(found[2])
        year = at.year
        if found[1] is None and day < at.day:
            month = at.month % 12 + 1
            year += month == 1
        elif found[1] and month < at.month:
            if at.month - month < 6:
                continue
            year += 1
        try:
            moment = at.replace(year=year, month=month, day=day)
        except ValueError:
            continue
        return Deadline(_end_of(moment), found[0])
    return None


def _month_end(text: str, at: datetime) -> Deadline | None:
    found = _MONTH_END.search(text)
    if not found:
        return None
    later = at.replace(day=28) + timedelta(days=4)
    if found[1]:
        later = later.replace(day=28) + timedelta(days=4)
    return Deadline(_end_of(later - timedelta(days=later.day)), found[0])


def _on(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def _end_of(day: datetime) -> datetime:
    return _on(day, _DAY_ENDS)
