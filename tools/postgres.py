"""A PostgreSQL to test on: one that runs, or one made for the occasion and thrown away."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

USUAL = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def postgres() -> Iterator[tuple[str, str]]:
    """Yield (address, what it is), or ("", why there is none).

    `DATABASE_URL_TEST` names one; else the usual address is tried, then the binaries.
    """
    named = os.environ.get("DATABASE_URL_TEST", "")
    if named:
        yield (named, "DATABASE_URL_TEST") if _answers(named) else ("", f"{named} does not answer")
    elif _answers(USUAL):
        yield USUAL, "the one at 127.0.0.1:5432"
    elif not (binaries := _binaries()):
        yield "", "none answers at 127.0.0.1:5432, and initdb is not installed (package postgresql)"
    else:
        with _thrown_away(binaries) as address:
            yield address, f"a throw-away one from {binaries}"


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def _binaries() -> str:
    found = sorted(
        glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4])
    )
    initdb = found[-1] if found else shutil.which("initdb")
    return str(Path(initdb).parent) if initdb else ""


@contextmanager
def _thrown_away(binaries: str) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="tongxin-postgres-"))
    be = _somebody_else(folder)
    data, log = folder / "data", folder / "log"
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
    options += "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    control = [*be, f"{binaries}/pg_ctl", "-D", str(data), "-w"]
    try:
        initdb = [*be, f"{binaries}/initdb", "-D", str(data), "-U", "postgres", "-A", "trust"]
        _quietly([*initdb, "-E", "UTF8", "--locale=C"], folder)
        _quietly([*control, "-l", str(log), "-o", options, "start"], folder)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        if data.exists():
            subprocess.run([*control, "-m", "immediate", "stop"], cwd=folder, capture_output=True)
            time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_else(folder: Path) -> list[str]:
    """Return the words that run a command as a common user: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]


def _quietly(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stderr.decode()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
