"""A full or locked disk is named in one sentence, not in a traceback."""

import errno
import sqlite3

import pytest

from tongxin.config import cli


def chained(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot be written"),
        (chained(RuntimeError("x"), sqlite3.OperationalError("database or disk is full")), "full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(monkeypatch, capsys, error, said):
    def run(name, words):
        raise error

    monkeypatch.setattr(cli, "_run", run)
    assert cli.main(["doctor"]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


def test_any_other_trouble_is_raised_as_it_was(monkeypatch):
    def run(name, words):
        raise OSError(errno.ENOENT, "no such file")

    monkeypatch.setattr(cli, "_run", run)
    with pytest.raises(FileNotFoundError):
        cli.main(["doctor"])
