"""A message board is imported from the command line; what cannot be taken is written down."""

import csv

import pytest

from tongxin.config.cli import main
from tongxin.needs.models import Need


@pytest.fixture
def board(tmp_path):
    path = tmp_path / "board.csv"
    rows = [["编号", "内容"], ["1", "楼道没有灯，老人晚上怕摔跤"], ["2", ""], ["3", "想学剪纸"]]
    with path.open("w", newline="", encoding="gb18030") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.mark.django_db(transaction=True)
def test_a_board_is_taken_once(board, city, director, tmp_path, capsys):
    words = ["import-needs", str(board), "--at", "320282", "--by", director.username]
    assert main([*words, "--dry-run"]) == 0
    assert "words: 内容" in capsys.readouterr().out
    assert not Need.objects.exists()
    assert main([*words, "--refused", str(tmp_path / "refused.csv")]) == 0
    assert "2 taken" in capsys.readouterr().out
    assert Need.objects.count() == 2
    assert main(words) == 0
    assert Need.objects.count() == 2


@pytest.mark.django_db
def test_who_may_not_import_is_told(board, city, stranger, capsys):
    assert main(["import-needs", str(board), "--at", "320282", "--by", stranger.username]) == 1
    assert main(["import-needs", str(board), "--at", "320282", "--by", "nobody"]) == 1
    assert "nobody" in capsys.readouterr().err
