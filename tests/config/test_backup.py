"""A backup is a whole copy; restoring it keeps what was there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tongxin.config.cli import main
from tongxin.config.commands import restore
from tongxin.config.commands.backup import copy_sqlite


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "picture.webp").write_bytes(b"x")
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_the_database_and_the_uploads(home, capsys):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is copied by pg_dump, which is its own affair")
    assert main(["backup", "--to", str(home / "copy")]) == 0
    with closing(sqlite3.connect(home / "copy" / "database.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM clock_job").fetchone() == (0,)
    assert (home / "copy" / "media" / "picture.webp").exists()
    assert not list((home / "copy").rglob("vault"))
    assert "keep them apart" in capsys.readouterr().out
    assert main(["backup", "--to", str(home / "copy")]) == 1


def test_restoring_keeps_what_was_there(tmp_path: Path):
    old, new = tmp_path / "old.sqlite3", tmp_path / "new.sqlite3"
    for path, word in ((old, "old"), (new, "new")):
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE words (word TEXT)")
            database.execute("INSERT INTO words VALUES (?)", [word])
            database.commit()
    restore._restore_sqlite(new, old)
    kept = tmp_path / "old.sqlite3.before-restore"
    for path, word in ((old, "new"), (kept, "old")):
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("SELECT word FROM words").fetchone() == (word,)


def test_a_damaged_copy_is_noticed(tmp_path: Path):
    source = tmp_path / "source"
    source.write_bytes(b"this is not a database, whatever one may say of it" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        copy_sqlite(source, tmp_path / "copy")
