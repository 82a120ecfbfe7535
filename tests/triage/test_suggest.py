"""What a suggestion promises, whatever the model has learnt."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tongxin.needs import triage
from tongxin.needs.triage.model import Model

MONDAY = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "急死了，楼道灯坏了没人修",
        "气死我了，物业又涨价",
        "吵得要命，天天广场舞",
        "煤气费多收了我两百块",
        "为了填表累死了，社区缺人录数据",
        "怎么预防煤气中毒，想听听讲座",
        "去年我家着火，保险赔偿到现在没拿到",
        "社区明天搞消防演练，模拟楼道着火，需要人手引导",
        "电线乱拉，万一着火怎么办，请供电公司来整改",
        "想学心肺复苏，遇到人晕倒好救人",
    ],
)
def test_figures_lessons_the_past_and_fears_are_no_emergency(text: str, model: Model) -> None:
    assert triage.suggest(text, model=model).route != "emergency"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我不想活了，站在楼顶", "110"),
        ("老公拿着刀追我，救命", "110"),
        ("楼上着火了，窗口全是浓烟，里面有老人", "119"),
        ("家里一股煤气味，头晕", "119"),
        ("爸爸突然倒在地上叫不醒", "120"),
        ("孩子抽搐了，口吐白沫", "120"),
    ],
)
def test_an_emergency_is_always_urgency_one_and_says_whom_to_call(
    text: str, number: str, model: Model
) -> None:
    found = triage.suggest(text, model=model)
    assert (found.route, found.urgency) == ("emergency", "I")
    assert number in found.call
    assert "danger" in found.flags
    assert found.risk_words


def test_an_emergency_is_never_called_unreasonable(model: Model) -> None:
    assert triage.suggest("滚蛋，我不想活了，刀在手里", model=model).reasonable


@pytest.mark.parametrize(
    "text", ["", "   ", "😭😭😭", "。。。", "救" * 50_000, "老人没菜吃了 " * 7_000]
)
def test_empty_emoji_and_endless_texts_are_answered(text: str, model: Model) -> None:
    assert triage.suggest(text, model=model).route in triage.ROUTES


def test_place_names_do_not_sway(model: Model) -> None:
    told = "{}的老人想请人来讲讲口罩怎么戴"
    places = ["龙溪村", "兴望村", "茶东社区", "张渚镇", "宏大花园"]
    answers = triage.suggest_many([told.format(place) for place in places], model=model)
    assert {(each.route, each.platform) for each in answers} == {("menu", "science")}
    assert max(e.confidence for e in answers) - min(e.confidence for e in answers) < 0.1


def test_the_same_text_gets_the_same_answer(model: Model) -> None:
    texts = ["奶奶一个人住，药快没了", "想看锡剧"]
    first = triage.suggest_many(texts, ats=[MONDAY] * 2, model=model)
    again = triage.suggest_many(texts, ats=[MONDAY] * 2, model=model)
    assert first == again
    assert first[0] == triage.suggest(texts[0], at=MONDAY, model=model)


def test_every_suggestion_gives_reasons_that_read_as_sentences(model: Model) -> None:
    found = triage.suggest("独居的奶奶降压药只够明天一天了，帮忙买药", at=MONDAY, model=model)
    assert {reason.kind for reason in found.reasons} >= {"words", "rule"}
    assert "降压药" in found.explain_zh() or "药" in found.explain_zh()


def test_medicine_that_ends_within_a_day_is_urgency_two(model: Model) -> None:
    found = triage.suggest("我妈一个人住，胰岛素今晚打完就没有了", at=MONDAY, model=model)
    assert (found.route, found.service_class, found.urgency) == ("hands", "guarding", "II")
    assert {"elder_alone", "medical"} <= set(found.flags)
    assert found.needed_by is not None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("加微信领优惠券，厂家直销口罩，扫码领取", "advertising"),
        ("谁能帮我弄一张假核酸证明", "illegal"),
        ("asdkjfhqwe", "gibberish"),
        ("哈哈哈哈哈哈哈", "gibberish"),
        ("？？", "empty"),
        ("三缺一，找人搓麻将缺搭子", "private"),
    ],
)
def test_what_cannot_reasonably_be_answered_here_is_said_so(
    text: str, why: str, model: Model
) -> None:
    found = triage.suggest(text, model=model)
    assert (found.reasonable, found.unreasonable_because) == (False, why)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("厂里拖欠三个月工资不发", "12333"),
        ("电瓶车昨晚被偷了", "police"),
        ("门口的路坑坑洼洼一直没人修", "12345"),
    ],
)
def test_a_referred_matter_names_whose_duty_it_is(text: str, body: str, model: Model) -> None:
    found = triage.suggest(text, model=model)
    assert (found.route, found.refer_to) == ("refer", body)
