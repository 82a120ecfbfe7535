"""Put a backup back. Stop everything first; what is there now is kept beside it.

examples:
  tongxin restore /mnt/safe/tongxin
"""

import argparse
import shutil
import subprocess
from pathlib import Path

from .backup import address, copy_sqlite


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="what `tongxin backup` made")


def run(options: argparse.Namespace) -> int:
    from . import refuse, wake

    wake()
    from django.conf import settings
    from django.db import connection

    sqlite = connection.vendor == "sqlite"
    source = options.folder / ("database.sqlite3" if sqlite else "database.dump")
    if not source.exists():
        return refuse(f"{source} is not there: is it a backup of this kind of database?")
    if _somebody_is_at_work():
        return refuse("workers or a scheduler are running: stop them first")
    connection.close()
    if sqlite:
        _restore_sqlite(source, Path(str(connection.settings_dict["NAME"])))
    else:
        command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"]
        database = address(connection.settings_dict)
        subprocess.run([*command, f"--dbname={database}", str(source)], check=True)
    for name in ("media", "journal-head", "records-head"):
        _put_back(options.folder / name, Path(settings.HOME) / name)
    print("restored; now run `tongxin migrate`, `tongxin journal verify`, `tongxin doctor`")
    return 0


def _somebody_is_at_work() -> bool:
    from datetime import timedelta

    from django.db import DatabaseError
    from django.utils import timezone

    from tongxin.clock.models import Beat

    try:
        recent = timezone.now() - timedelta(seconds=10)
        return Beat.objects.filter(beaten_at__gte=recent).exists()
    except DatabaseError:  # no database yet: nobody works on it
        return False


def _restore_sqlite(source: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.rename(target.with_name(target.name + ".before-restore" + suffix))
    copy_sqlite(source, target)


def _put_back(source: Path, target: Path) -> None:
    if not source.exists():
        return
    if target.exists():
        kept = target.with_name(target.name + ".before-restore")
        if kept.is_dir():
            shutil.rmtree(kept)
        target.rename(kept)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)
