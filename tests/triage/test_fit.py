"""What people decide improves the next fit; a fit is the same every time."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tongxin.needs import triage
from tongxin.needs.triage import examples, keeping, pairs
from tongxin.needs.triage.model import Model


def test_a_differing_decision_changes_the_next_fit(model: Model) -> None:
    text = "给我们安排一位驻村的皮影师傅吧"
    before = triage.suggest(text, model=model)
    few = examples.labelled()[::8]
    corrected = triage.fit(few, corrections=[triage.correction(text, "hands", "information", "IV")])
    after = triage.suggest("安排一位驻村皮影师傅", model=corrected)
    assert before.service_class != "information"
    assert (after.route, after.service_class) == ("hands", "information")


def test_a_fit_is_the_same_to_the_bit_and_survives_its_cache(tmp_path: Path) -> None:
    few = examples.labelled()[::8]
    made = triage.fit(few, cache=tmp_path)
    read = triage.fit(few, cache=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    rows = made.features.rows(["老人没菜吃了", "想学太极"])
    again = read.features.rows(["老人没菜吃了", "想学太极"])
    assert np.array_equal(made.scores(rows), read.scores(again))
    assert np.array_equal(made.scores(rows), triage.fit(few).scores(rows))


def test_what_the_search_for_duplicates_learnt_survives_with_the_fit(tmp_path: Path) -> None:
    few = examples.labelled()[::8]
    told = ["龙溪村路灯坏了，晚上漆黑", "龙溪村的路灯不亮好几天了", "兴望村路灯坏了"]
    made = triage.find_duplicates(told, model=triage.fit(few, cache=tmp_path))
    assert made
    files = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    read = triage.find_duplicates(told, model=triage.fit(few, cache=tmp_path))
    assert read == made == triage.find_duplicates(told, model=triage.fit(few))
    assert files == {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}


def test_only_the_newest_fits_are_kept(tmp_path: Path) -> None:
    for number in range(keeping.FITS_KEPT + 2):
        for part in ("", "-words"):
            file = tmp_path / f"triage-{number}{part}.npz"
            keeping.write(file, {"numbers": np.arange(3)})
            os.utime(file, (1_000 + number, 1_000 + number))
    keeping.write(tmp_path / "triage-new.npz", {"numbers": np.arange(3)})
    assert {file.name for file in tmp_path.iterdir()} == {
        "triage-new.npz",
        *(f"triage-{number}{part}.npz" for number in (3, 4) for part in ("", "-words")),
    }


def test_a_broken_cache_is_fitted_again(tmp_path: Path) -> None:
    few = examples.labelled()[::8]
    triage.fit(few, cache=tmp_path)
    file = next(tmp_path.iterdir())
    file.write_bytes(b"not an archive")
    assert triage.fit(few, cache=tmp_path).leaves


def test_a_label_outside_the_guide_is_refused() -> None:
    with pytest.raises(triage.BadLabel):
        triage.correction("随便", "menu", "cooking")
    with pytest.raises(triage.BadLabel, match="odd:2"):
        examples.read("# words\n[nowhere/x IV]\n文字", "odd")


def test_no_held_out_text_is_learnt_from() -> None:
    learnt = {each.text for each in examples.labelled()}
    for name in examples.HELD_OUT:
        assert not learnt & {each.text for each in examples.held_out(name)}


def test_no_held_out_pair_is_learnt_from() -> None:
    families = (*pairs.families("pairs"), *pairs.paraphrased())
    learnt = {line.text for family in families for line in family.lines}
    for name in pairs.HELD_OUT:
        assert not learnt & {line.text for each in pairs.families(name) for line in each.lines}


@pytest.mark.parametrize("name", examples.HELD_OUT)
def test_held_out_routes_are_mostly_right(name: str, model: Model) -> None:
    kept = examples.held_out(name)
    answers = triage.suggest_many([each.text for each in kept], model=model)
    right = sum(a.route == e.route for a, e in zip(answers, kept, strict=True))
    assert right / len(kept) >= 0.9
