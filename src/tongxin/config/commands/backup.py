"""Copy the database and the uploads to a folder, while the city goes on.

examples:
  tongxin backup                     to $TONGXIN_HOME/backups/<time>
  tongxin backup --to /mnt/safe/tongxin

The keys are not copied, on purpose: keep them elsewhere (docs/operate.md). Without them sealed
fields can never be opened again.
"""

import argparse
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, help="a folder that does not exist yet")


def run(options: argparse.Namespace) -> int:
    from . import refuse, wake

    wake()
    from django.conf import settings
    from django.db import connection

    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = options.to or Path(settings.HOME) / "backups" / stamp
    if folder.exists():
        return refuse(f"{folder} exists; name a new folder")
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        return refuse("pg_dump is not here: install postgresql-client, or dump at the server")
    folder.mkdir(parents=True, mode=0o700)
    if connection.vendor == "sqlite":
        copy_sqlite(Path(str(connection.settings_dict["NAME"])), folder / "database.sqlite3")
    else:
        dump_postgres(connection.settings_dict, folder / "database.dump")
    for name in ("media", "journal-head", "records-head"):
        source = Path(settings.HOME) / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy2(source, folder / name)
    print(f"{folder}\nThe keys in {Path(settings.HOME) / 'keys'} are not in it: keep them apart.")
    return 0


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that is in use, page by page, and check the copy."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        verdict = new.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise OSError(f"{target} is damaged: {verdict}")


def dump_postgres(where: dict[str, object], target: Path) -> None:
    """Dump in PostgreSQL's own format."""
    subprocess.run(["pg_dump", "--format=custom", f"--file={target}", address(where)], check=True)


def address(where: dict[str, object]) -> str:
    """Return a connection string libpq reads; the password goes in $PGPASSWORD or ~/.pgpass."""
    words = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    return " ".join(f"{word}={where[key]}" for word, key in words.items() if where.get(key))
