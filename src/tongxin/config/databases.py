"""Where rows live: a file by default, PostgreSQL by `DATABASE_URL`."""

import os
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url

# Readers never wait for the writer, writers take turns: 2,000 inserts a second, no lock errors.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
    # Every thread has a connection: 16 MiB each; a map of the file would count for each of them
    # towards `tongxin serve --max-memory`, and the process would be replaced for nothing.
    "PRAGMA cache_size=-16384;PRAGMA mmap_size=0;",
}

# PostgreSQL plans a statement anew each time it is sent as text, and the plan often costs more than
# the answer: what a connection has asked three times it keeps planned.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}


def databases(home: Path) -> dict[str, Any]:
    """Return Django's DATABASES. Each test run has a database of its own."""
    address = os.environ.get("DATABASE_URL", f"sqlite:///{home / 'tongxin.sqlite3'}")
    default: dict[str, Any] = {
        **dj_database_url.parse(address, conn_max_age=600, conn_health_checks=True)
    }
    name = f"tongxin_test_{os.getpid()}"
    default["TEST"] = {"NAME": name}
    if default["ENGINE"].endswith("sqlite3"):
        default["OPTIONS"] = SQLITE
        # A file, so that threads and processes meet in tests as they do in the field.
        default["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"{name}.sqlite3")}
    else:
        default["OPTIONS"] = PREPARED | default.get("OPTIONS", {})  # what the address says counts
    return {"default": default}
