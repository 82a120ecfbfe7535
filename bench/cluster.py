"""A PostgreSQL of our own that keeps what it promised: fsync and synchronous_commit on.

It can be stopped as a power cut stops it, and started again on what is on the disk.
"""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .family import kin

DATABASE = "tongxin_bench"
MEMORY = "-c shared_buffers=512MB -c max_connections=100"


@dataclass(frozen=True)
class Cluster:
    """A cluster in a folder, and how it is spoken to."""

    control: tuple[str, ...]  # words that begin every order to it
    port: int
    data: Path

    def processes(self) -> Iterable[int]:
        """Return all its processes, as they are now."""
        note = self.data / "postmaster.pid"
        return kin(int(note.read_text().splitlines()[0])) if note.exists() else ()

    @property
    def address(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Start it, and wait until it answers: after a crash, until its log is played again."""
        _order([*self.control, "start"])

    def cut(self) -> None:
        """Stop it at once, without a checkpoint: what was not on the disk is gone."""
        _order([*self.control, "-m", "immediate", "stop"])

    def ask(self, statement: str, database: str = "postgres") -> str:
        """Return the first value an SQL statement answers with; "" without one."""
        import psycopg

        address = f"postgres://postgres@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(address, autocommit=True) as line:
            found = line.execute(statement.encode())
            row = found.fetchone() if found.description else None
            return str(row[0]) if row else ""


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Yield a fresh cluster with an empty database, on a port of its own; throw it away after."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    initdb = found[-1] if found else shutil.which("initdb")
    if not initdb:
        sys.exit("initdb is not installed (package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="tongxin-doors-"))
    be, binaries, data = _somebody_else(folder), Path(initdb).parent, folder / "data"
    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {MEMORY}"
    control = (
        *be, f"{binaries}/pg_ctl", "-D", str(data), "-w", "-t", "120", "-l", str(folder / "log"),
        "-o", options,
    )  # fmt: skip
    one = Cluster(control, port, data)
    try:
        words = ["-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
        _order([*be, str(initdb), *words])
        one.start()
        one.ask(f'CREATE DATABASE "{DATABASE}"')
        yield one
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_else(folder: Path) -> list[str]:
    """Return the words that run a command as a common user: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _order(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
    if done.returncode:
        sys.exit(f"{' '.join(command)}:\n{done.stderr.decode()}")
