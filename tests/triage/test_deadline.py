"""By when a message asks to be answered."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tongxin.needs.triage.deadline import deadline

MONDAY = datetime(2020, 2, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("明天下午三点前要", "2020-02-04 15:00"),
        ("今晚八点开始", "2020-02-03 20:00"),
        ("今天之内", "2020-02-03 23:59"),
        ("后天早上就没了", "2020-02-05 23:59"),
        ("周五前给个回复", "2020-02-07 23:59"),
        ("下周三要用", "2020-02-12 23:59"),
        ("月底之前", "2020-02-29 23:59"),
        ("20号前弄好", "2020-02-20 23:59"),
        ("1号开学", "2020-03-01 23:59"),
        ("3月5日举行", "2020-03-05 23:59"),
        ("两小时内必须到", "2020-02-03 11:00"),
        ("药只够两天了", "2020-02-05 23:59"),
        ("还剩三天的量", "2020-02-06 23:59"),
    ],
)
def test_words_for_time_become_a_moment(text: str, moment: str) -> None:
    found = deadline(text, MONDAY)
    assert found is not None
    assert found.moment.strftime("%Y-%m-%d %H:%M") == moment


@pytest.mark.parametrize("text", ["", "每周三有课吗", "我家住3号楼", "31月99日", "30号楼"])
def test_no_words_for_time_give_no_moment(text: str) -> None:
    assert deadline(text, MONDAY) is None


def test_the_earliest_moment_counts() -> None:
    found = deadline("月底前要，最好明天", MONDAY)
    assert found is not None
    assert found.words == "明天"
