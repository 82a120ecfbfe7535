import pytest

from tests.needs.sheets import BOARD, ROWS, write_csv
from tongxin.config.cli import main
from tongxin.needs.models import Need


@pytest.fixture
def board(tmp_path, settings, city):
    settings.MEDIA_ROOT = tmp_path / "media"
    rows = [BOARD, *ROWS, [9, "", "", "昨天", "想学跳舞", 0]]
    return write_csv(tmp_path / "留言板.csv", rows, "gb18030")


def run(*words):
    return main(["import-needs", *map(str, words)])


def test_a_list_comes_in_and_again_it_is_known(board, village, capsys):
    assert run(board, "--place", "320282", "--source", "留言板") == 0
    said = capsys.readouterr().out
    assert "3 taken, 0 known already, 1 refused" in said
    assert "words: 留言详情" in said
    assert run(board, "--place", "320282", "--source", "留言板") == 0
    assert "0 taken, 3 known already, 1 refused" in capsys.readouterr().out
    assert Need.objects.count() == 3


def test_a_dry_run_changes_nothing(board, capsys):
    assert run(board, "--place", "320282", "--dry-run", "--columns", "words=E,ref=1") == 0
    assert "4 could be taken, 0 refused" in capsys.readouterr().out
    assert not Need.objects.exists()


def test_the_refused_rows_can_be_had_as_a_file(board, tmp_path):
    run(board, "--place", "320282", "--source", "留言板", "--refused", tmp_path / "refused.csv")
    assert "昨天" in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "words",
    [["--place", "999"], ["--place", "320282", "--by", "nobody"],
     ["--place", "320282", "--columns", "words"], ["--place", "320282", "--columns", "words=ZZ"]],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(board, capsys, words):
    assert run(board, *words) == 1
    assert capsys.readouterr().err.startswith("tongxin: ")
    assert not Need.objects.exists()


def test_a_stranger_may_not(board, stranger):
    assert run(board, "--place", "320282", "--by", stranger.username) == 1
    assert not Need.objects.exists()
