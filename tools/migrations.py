"""Refuse migrations that would break the running version of the code, or lock a big table.

First migrations make tables nobody uses yet, so they are not looked at.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
django.setup()

from django_migration_linter import MigrationLinter  # noqa: E402

from tongxin.config.settings import APPS  # noqa: E402

# Columns with a default in the database, which the code that runs meanwhile need not know: on
# PostgreSQL one ALTER TABLE; SQLite makes the table anew, and that looks like new constraints.
WITH_DATABASE_DEFAULT = ["0004_urgency_of_work", "0005_what_a_request_asks"]
linter = MigrationLinter(
    ".",
    include_apps=APPS,
    ignore_name=["0001_initial", *WITH_DATABASE_DEFAULT],
    quiet=["ok", "ignore"],
    no_cache=True,
)
linter.lint_all_migrations()
linter.print_summary()
sys.exit(int(linter.has_errors))
