"""A file in, a file out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tongxin.needs.triage.__main__ import main
from tongxin.needs.triage.csvfile import BadFile, run_csv
from tongxin.needs.triage.model import Model

ROWS = "id,text,extra\nA,龙溪村路灯坏了，晚上漆黑\n"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_columns_are_kept_and_suggestions_added(
    encoding: str, tmp_path: Path, model: Model
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        'id,text,extra\nA,"龙溪村路灯坏了，晚上漆黑",x\nB,龙溪村的路灯不亮好几天了,y\nC,想看锡剧,z\n',
        encoding=encoding,
    )
    assert run_csv(source, target, model=model) == 3
    first, second, third = rows(target)
    assert list(first)[:3] == ["id", "text", "extra"]
    assert list(first)[3:] == [
        "route",
        "platform",
        "service_class",
        "urgency",
        "duplicate_of",
        "confidence",
        "reasons",
    ]
    assert (first["duplicate_of"], second["duplicate_of"]) == ("", "A")
    assert (third["route"], third["platform"], third["service_class"]) == ("menu", "culture", "")
    assert 0 < float(third["confidence"]) <= 1


def test_without_ids_the_row_number_is_given(tmp_path: Path, model: Model) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text\n想看锡剧\n龙溪村路灯坏了\n龙溪村的路灯不亮\n", "utf-8")
    run_csv(source, target, model=model)
    assert [row["duplicate_of"] for row in rows(target)] == ["", "", "2"]


def test_a_file_without_text_names_the_columns_found(tmp_path: Path, model: Model) -> None:
    source = tmp_path / "in.csv"
    source.write_text("编号,内容\n1,你好\n", "gb18030")
    with pytest.raises(BadFile, match="编号, 内容"):
        run_csv(source, tmp_path / "out.csv", model=model)


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--input", str(tmp_path / "none.csv"), "--output", str(tmp_path / "o.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_an_empty_table_gives_an_empty_table(tmp_path: Path, model: Model) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text,place\n", "utf-8")
    assert run_csv(source, target, model=model) == 0
    assert rows(target) == []


def test_values_are_the_guide_s_and_duplicates_need_no_place_column(
    tmp_path: Path, model: Model
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    told = [
        "龙溪村路灯坏了",
        "想学太极拳",
        "楼道没人消毒",
        "我爸晕倒了",
        "龙溪村晚上没灯，路灯不亮",
    ]
    source.write_text("text\n" + "\n".join([*told, "长" * 50_000]), encoding="gb18030")
    run_csv(source, target, model=model)
    for row in rows(target):
        assert row["route"] in {"menu", "hands", "refer", "emergency"}
        assert bool(row["platform"]) == (row["route"] == "menu")
        assert bool(row["service_class"]) == (row["route"] == "hands")
        assert row["urgency"] in {"I", "II", "III", "IV"}
        assert 0 <= float(row["confidence"]) <= 1
        assert row["reasons"]
    assert [row["duplicate_of"] for row in rows(target)] == ["", "", "", "", "1", ""]
