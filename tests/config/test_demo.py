"""The demo leaves alone what is not a demo."""

import json

import pytest

from tongxin.config.cli import main
from tongxin.config.commands import demo


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("TONGXIN_HOME", str(tmp_path))
    monkeypatch.setenv("TONGXIN_MODE", "demo")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.mark.parametrize("words", [[], ["--reset"]])
def test_a_database_that_is_not_a_demo_is_left_alone(home, capsys, words):
    (home / "tongxin.sqlite3").write_bytes(b"a city's memory")
    assert main(["demo", "--build-only", *words]) == 1
    assert (home / "tongxin.sqlite3").read_bytes() == b"a city's memory"
    assert "left alone" in capsys.readouterr().err


def test_a_production_is_no_demo(home, monkeypatch, capsys):
    monkeypatch.setenv("TONGXIN_MODE", "production")
    assert main(["demo", "--reset", "--build-only"]) == 1
    assert "not a demo" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_inhabited_database_is_left_alone(home, stranger):
    assert "left alone" in demo.build(home, "tiny")
    assert not (home / "demo.json").exists()


def test_what_a_demo_wrote_is_thrown_away(home):
    for name in ("tongxin.sqlite3", "tongxin.sqlite3-wal", "journal-head", "demo.json"):
        (home / name).write_text("{}")
    (home / "keys").mkdir()
    demo.throw_away(home, emptied=True)
    assert [path.name for path in home.iterdir()] == ["keys"]


def test_the_people_one_may_be_are_listed(home):
    (home / "demo.json").write_text(json.dumps({"people": [["zhuren", "主任"]]}))
    assert demo.people(home) == "Log in as:\n  zhuren          主任"
