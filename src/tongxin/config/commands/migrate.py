"""Bring the database and the static files up to date. Safe to run again.

Run it after installing and after each upgrade, before starting.
"""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-static", action="store_true", help="leave the static files alone")


def run(options: argparse.Namespace) -> int:
    from . import wake

    wake()
    from ..progress import Progress

    bring_up_to_date(Progress(), static=not options.no_static)
    return 0


def bring_up_to_date(say: "Progress", *, static: bool = True) -> None:
    """Migrate, and collect static files when any is newer than the last collection."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say("Migrating the database", 0, len(plan))
        call_command("migrate", interactive=False, verbosity=0)
        say("Migrating the database", len(plan), len(plan))
    if static and _static_is_stale():
        say("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    say.close()


def _static_is_stale() -> bool:
    from pathlib import Path

    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    made = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > made
        for finder in get_finders()
        for name, storage in finder.list([])
    )
