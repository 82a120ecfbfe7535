"""The same matter at the same place is one; the same words elsewhere are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from tongxin.needs import triage
from tongxin.needs.triage import pairs
from tongxin.needs.triage.model import Model

LAMP = "龙溪村村口的路灯坏了好几盏，晚上漆黑一片"
LAMP_TOLD_OTHERWISE = "我们龙溪村路灯不亮，夜里黑漆漆的没人修"


def offered(*texts: str, model: Model) -> bool:
    return bool(triage.find_duplicates(texts, model=model))


def test_one_matter_told_twice_is_found_with_reasons(model: Model) -> None:
    (pair,) = triage.find_duplicates([LAMP, LAMP_TOLD_OTHERWISE], model=model)
    assert (pair.i, pair.j) == (0, 1)
    assert {reason.code for reason in pair.reasons} >= {"place.same", "matter.same"}
    assert all(reason.explain_zh() for reason in pair.reasons)


@pytest.mark.parametrize(
    "other",
    [
        "兴望村村口的路灯坏了好几盏，晚上漆黑一片",
        "龙溪村村口的水泥路坏了，全是坑",
        "想看锡剧",
    ],
)
def test_another_place_or_another_matter_is_not_a_duplicate(other: str, model: Model) -> None:
    assert not offered(LAMP, other, model=model)


def test_another_house_number_is_another_matter(model: Model) -> None:
    told = "东氿花园{}有人确诊，楼道电梯没消毒"
    assert offered(told.format("3幢"), told.format("3号楼"), model=model)
    assert not offered(told.format("3幢"), told.format("5幢"), model=model)


def test_given_places_that_contradict_keep_messages_apart(model: Model) -> None:
    text = "村口路灯坏了，晚上漆黑一片没人修"
    here, there = "320282001001", "320282002001"
    assert triage.find_duplicates([text, text], [here, here], model=model)
    assert not triage.find_duplicates([text, text], [here, there], model=model)


def test_long_ago_is_less_likely_the_same(model: Model) -> None:
    now = datetime(2020, 3, 1, tzinfo=UTC)
    texts = [LAMP, LAMP_TOLD_OTHERWISE]
    (soon,) = triage.find_duplicates(texts, None, [now, now], model=model)
    late = triage.find_duplicates(texts, None, [now, now + timedelta(days=400)], model=model)
    assert not late or late[0].likeness < soon.likeness


def test_a_new_message_is_held_against_the_open_list(model: Model) -> None:
    index = triage.duplicate_index(["N-1", "N-2"], ["想请老师教太极拳", LAMP], model=model)
    assert [each.key for each in index.like(LAMP_TOLD_OTHERWISE)] == ["N-2"]
    assert triage.duplicate_index([], [], model=model).like(LAMP) == []


def test_nothing_and_one_have_no_duplicates(model: Model) -> None:
    assert triage.find_duplicates([], model=model) == []
    assert triage.find_duplicates([LAMP], model=model) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云岭流浪狗成群", "云岭野狗追人咬人"),
        ("住在荷花池，楼道没人消毒", "荷花池的楼梯间好久没喷药了"),
        ("和桥镇想看一场锡剧", "和桥的老戏迷盼着听锡剧"),
        ("丁山实验小学的孩子网课跟不上，求辅导", "丁山实小有学生上网课听不懂，找人辅导"),
    ],
)
def test_a_place_is_known_without_a_list_or_an_ending(one: str, other: str, model: Model) -> None:
    assert offered(one, other, model=model)


def test_a_name_swapped_for_another_is_another_place(model: Model) -> None:
    told = "{}垃圾堆成山没车来拉，臭得很"
    assert not offered(told.format("老鹰嘴"), told.format("石鼓墩"), model=model)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("龙溪村的水稻生虫了，想请农技员来教", "龙溪村的草莓烂根，想请农技员来教"),
        ("东氿花园想请老师教锡剧", "东氿花园想请老师教越剧"),
        ("龙溪村停水两天了", "龙溪村停电两天了"),
    ],
)
def test_two_things_of_one_choice_are_two_matters(one: str, other: str, model: Model) -> None:
    assert not offered(one, other, model=model)
    assert offered(one, one + "，急", model=model)


def test_long_letters_may_name_other_things_on_their_way(model: Model) -> None:
    told = "龙溪村村口的路灯坏了一个多月了，每天晚上漆黑一片，老人和放学的孩子走路都摔过跤，" * 3
    texts = [f"{told}去年还停过水", f"{told}前年还停过电"]
    (pair,) = triage.find_duplicates(texts, model=model)
    assert "matter.different" not in {reason.code for reason in pair.reasons}


def test_most_sealed_pairs_are_found_and_few_wrongly(model: Model) -> None:
    lines = [line for family in pairs.families("pairs-third") for line in family.lines]
    found = triage.find_duplicates([line.text for line in lines], model=model)
    right = sum(lines[pair.i].matter == lines[pair.j].matter for pair in found)
    true = sum(one.matter == other.matter for one, other in combinations(lines, 2))
    assert right / len(found) >= 0.9
    assert right / true >= 0.8
