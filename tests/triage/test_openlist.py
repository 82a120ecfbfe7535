"""A new message is held against the open ones that are near, and against no others."""

from __future__ import annotations

from tongxin.needs import triage
from tongxin.needs.triage.model import Model
from tongxin.needs.triage.openlist import DuplicateIndex

LAMP = "龙溪村村口的路灯坏了好几盏，晚上漆黑一片"
LAMP_TOLD_OTHERWISE = "我们龙溪村路灯不亮，夜里黑漆漆的没人修"
HERE, THERE = "320282001001", "320282002001"


def keys(index: DuplicateIndex, text: str, **where: str) -> list[object]:
    return [each.key for each in index.like(text, **where)]


def test_the_list_grows_without_being_made_again(model: Model) -> None:
    index = triage.duplicate_index([], [], model=model)
    for number in range(9):
        index.add([f"other {number}"], ["想请老师教太极拳"])
        assert keys(index, LAMP_TOLD_OTHERWISE) == []
    index.add(["lamp"], [LAMP])
    assert keys(index, LAMP_TOLD_OTHERWISE) == ["lamp"]
    assert len(index) == 10
    assert "lamp" in index


def test_what_is_no_longer_open_is_not_offered_even_after_the_list_grew(model: Model) -> None:
    index = triage.duplicate_index(["a", "b"], [LAMP, LAMP], model=model)
    index.forget(["a", "never there"])
    assert keys(index, LAMP_TOLD_OTHERWISE) == ["b"]
    index.add(["c"], ["想看锡剧"])
    assert keys(index, LAMP_TOLD_OTHERWISE) == ["b"]
    index.add(["a"], [LAMP])
    assert sorted(map(str, keys(index, LAMP_TOLD_OTHERWISE))) == ["a", "b"]


def test_a_message_told_anew_stands_for_the_old_one(model: Model) -> None:
    index = triage.duplicate_index(["a"], [LAMP], model=model)
    index.add(["a"], ["想看锡剧"])
    assert keys(index, LAMP_TOLD_OTHERWISE) == []
    assert len(index) == 1


def test_a_thousand_alike_elsewhere_do_not_hide_the_one_here(model: Model) -> None:
    told = "村口路灯坏了，晚上漆黑一片没人修"
    index = triage.duplicate_index(
        range(1_001), [told] * 1_001, [*[THERE] * 1_000, HERE], model=model
    )
    assert keys(index, told, place=HERE) == [1_000]


def test_the_open_list_finds_what_the_search_of_a_file_finds(model: Model) -> None:
    told = [LAMP, "想看锡剧", "东氿花园3幢有人确诊，楼道电梯没消毒", "龙溪村的水泥路全是坑"]
    again = [LAMP_TOLD_OTHERWISE, "东氿花园3号楼有人确诊，楼道没消毒"]
    pairs = triage.find_duplicates([*told, *again], model=model)
    index = triage.duplicate_index(range(4), told, model=model)
    for number, text in enumerate(again, 4):
        found = {(each.key, each.likeness) for each in index.like(text)}
        assert found == {(pair.i, pair.likeness) for pair in pairs if pair.j == number}
        assert found
