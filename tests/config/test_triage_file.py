"""`tongxin triage` reads a file of messages and writes what it would suggest."""

import csv

from tongxin.config.cli import main

COLUMNS = ["route", "platform", "service_class", "urgency", "duplicate_of", "confidence", "reasons"]


def test_a_file_is_triaged(tmp_path, capsys):
    (tmp_path / "in.csv").write_text("text\n想学剪纸\n路灯坏了没人修\n", encoding="utf-8")
    words = ["--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.csv")]
    assert main(["triage", *words]) == 0
    assert "2 rows" in capsys.readouterr().out
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert set(COLUMNS) <= set(rows[0])
    assert [row["route"] for row in rows] == ["menu", "refer"]


def test_a_file_that_cannot_be_read_is_refused(tmp_path, capsys):
    (tmp_path / "in.csv").write_text("words\n想学剪纸\n", encoding="utf-8")
    words = ["--input", str(tmp_path / "in.csv"), "--output", str(tmp_path / "out.csv")]
    assert main(["triage", *words]) == 1
    assert "text" in capsys.readouterr().err
