"""How soon: I within hours · II within a day · III within a week · IV can wait."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from tongxin.needs.triage.deadline import Deadline

_ESSENTIAL = re.compile(
    r"药|胰岛素|透析|血透|氧气|奶粉|奶水|吃的|没米|没菜|断粮|断顿|断奶|口粮|米缸|饿|没吃|化疗|放疗|"
    r"呼吸机|造瘘|尿管|粮|一粒米|喝稀|没有饭|没水喝|没有水喝"
)
_OUT = re.compile(
    r"没了|没有了|断了|断药|断粮|断顿|断奶|见底|吃完|用完|用光|吃光|打完|空了|只剩|只够|最后|没吃|没得吃|"
    r"刮干净|撑不到|揭不开锅|粒米|断货|没饭吃|饿"
)
_WEEK = timedelta(days=7)
_DAY = timedelta(hours=36)


def weigh(
    route: str, learnt: str, text: str, due: Deadline | None, at: datetime
) -> tuple[str, str]:
    """Return (urgency, the words of the rule that set it or nothing when it was learnt)."""
    if route == "emergency":
        return "I", ""
    level = "II" if learnt == "I" else learnt
    if route == "menu":
        level = max(level, "III")
        soon = due is not None and due.moment - at <= _WEEK
        return ("III", due.words) if due and soon else (level, "")
    if route == "hands":
        essential, out = _ESSENTIAL.search(text), _OUT.search(text)
        if due and due.moment - at <= _DAY and essential:
            return "II", due.words
        if essential and out and abs(essential.start() - out.start()) <= 12:
            if due and due.moment - at > timedelta(days=3):
                return "III", due.words
            return "II", f"{essential[0]}…{out[0]}"
        if due and due.moment - at <= _WEEK and level == "IV":
            return "III", due.words
    return level, ""
