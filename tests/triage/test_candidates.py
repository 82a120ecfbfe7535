"""Which pairs are compared: the near ones, however many messages there are elsewhere."""

from __future__ import annotations

from tongxin.needs.triage.candidates import GROUP, candidates
from tongxin.needs.triage.corpus import Corpus
from tongxin.needs.triage.model import Model

LAMP = "{}村口的路灯坏了好几盏，晚上漆黑一片"
NAMES = [a + b + "村" for a in "张王李赵陈杨吴" for b in "家巷墩埂桥庄渡"]


def compared(texts: list[str], places: list[str] | None, model: Model) -> set[tuple[int, int]]:
    return {(i, j) for i, j in candidates(Corpus(texts, places, model=model)).tolist()}


def test_two_at_one_place_meet_in_a_crowd_that_says_the_same_elsewhere(model: Model) -> None:
    texts = [LAMP.format(name) for name in NAMES]
    texts += ["龙溪村路灯不亮", "龙溪村灯坏了没人修"]
    assert (len(NAMES), len(NAMES) + 1) in compared(texts, None, model)


def test_the_nearest_of_a_place_meet_where_very_many_name_it(model: Model) -> None:
    other = [f"龙溪村第{number}组想看锡剧" for number in range(2 * GROUP)]
    texts = [*other, "龙溪村路灯坏了，晚上漆黑", "龙溪村路灯又坏了，晚上漆黑"]
    assert (2 * GROUP, 2 * GROUP + 1) in compared(texts, None, model)


def test_given_places_that_contradict_are_never_compared(model: Model) -> None:
    texts = [LAMP.format("")] * 3
    pairs = compared(texts, ["320282001001", "320282002001", "320282001"], model)
    assert pairs == {(0, 2)}


def test_every_pair_stands_once_the_earlier_first(model: Model) -> None:
    pairs = candidates(Corpus([LAMP.format("龙溪")] * 5, model=model)).tolist()
    assert pairs == sorted([i, j] for i in range(5) for j in range(i + 1, 5))
