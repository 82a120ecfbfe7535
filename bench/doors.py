"""Let 30,000 people come on duty within ten minutes, and kill what lets them in (PostgreSQL).

Each presses the button on a phone of their own, through the whole site, on `tongxin up`: session,
middleware, the code at the door, every gate of clearance, health and kit, journal. At a third of
the time all web workers and the task worker are killed with signal 9; at two thirds the database is
stopped as by a power cut and started again. Then everybody is counted.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from . import door_count, home
from .client import ask_for
from .cluster import Cluster, cluster, free_port
from .family import cpu_of, kin, machine

ROOT = home.ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--people", type=int, default=30_000)
    add("--seconds", type=float, default=600.0, help="within which they all press")
    add("--processes", type=int, default=2, help="of the web")
    add("--threads", type=int, default=4, help="of each")
    add("--down", type=float, default=3.0, help="seconds the database stays away")
    add("--unharmed", action="store_true", help="kill nothing")


def run(options: argparse.Namespace) -> int:
    folder = Path(mkdtemp(prefix="tongxin-bench-"))
    folder.chmod(0o755)
    try:
        with cluster() as base:
            os.environ |= home.environment(folder) | {"DATABASE_URL": base.address}
            return _run(options, base, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(options: argparse.Namespace, base: Cluster, folder: Path) -> int:
    subprocess.run([home.TONGXIN, "migrate"], check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    from django.db import connection

    from .door_stage import set_stage

    began, book = time.monotonic(), folder / "book.json"
    set_stage(options.people, options.seconds / 60 + 3, book)
    connection.close()
    print(f"the stage was set in {time.monotonic() - began:.0f} s", flush=True)
    with up(options, folder) as (port, site):
        bare = [_bare(port)]
        told = _load(options, base, port, site, book, folder / "answers.json")
        bare.append(_bare(port))
    print(f"bare view before and after: {bare[0]}; {bare[1]}")
    return door_count.tell(told, options, folder)


def _bare(port: int) -> str:
    heard = ask_for(port, ["/bare"], "", seconds=5, clients=4)
    waits = sorted(heard.waits)
    return (f"{heard.rate:.0f} a second, p50 {1000 * waits[len(waits) // 2]:.1f} ms,"
            f" p99 {1000 * waits[len(waits) * 99 // 100]:.1f} ms")  # fmt: skip


@contextmanager
def up(options: argparse.Namespace, folder: Path) -> Iterator[tuple[int, int]]:
    """Run the whole house; yield the port and the process that watches over it."""
    port = free_port()
    words = [home.TONGXIN, "up", "--port", port, "--workers", 1, "--processes", options.processes,
             "--threads", options.threads]  # fmt: skip
    with (
        (folder / "site.log").open("wb") as log,
        subprocess.Popen(list(map(str, words)), stdout=log, stderr=log, cwd=ROOT) as site,
    ):
        try:
            home.wait_for(port, site)
            yield port, site.pid
        finally:
            site.terminate()
            site.wait(timeout=30)


def _load(
    options: argparse.Namespace, base: Cluster, port: int, site: int, book: Path, answers: Path
) -> door_count.Told:
    words = [sys.executable, "-m", "bench.door_phones", book, port, options.seconds, answers]
    stretch = options.seconds / 3
    with subprocess.Popen(list(map(str, words)), cwd=ROOT) as phones:
        time.sleep(5)  # they read their book
        began, busy = time.monotonic(), machine()
        web, rows, ours = cpu_of(kin(site)), cpu_of(base.processes()), cpu_of([phones.pid])
        time.sleep(stretch - 10)
        quiet = time.monotonic() - began
        told = door_count.Told(
            seconds=quiet, web=cpu_of(kin(site)) - web, rows=cpu_of(base.processes()) - rows,
            phones=cpu_of([phones.pid]) - ours, busy=(machine() - busy) / quiet,
        )  # fmt: skip
        if not options.unharmed:
            _kill(site, told)
            time.sleep(stretch)
            _cut(base, options.down, told)
        phones.wait()
    told.answers = json.loads(answers.read_text())
    return told


def _kill(site: int, told: door_count.Told) -> None:
    """Kill every web worker and the task worker; their parents live, and have to notice."""
    family = kin(site, told=True)
    serving = sorted(pid for pid, words in family.items() if " serve " in words)
    waiting = [pid for pid, words in family.items() if words.rstrip().endswith("cli worker")]
    victims = [*serving[1:], *waiting]  # the first of those who serve watches over the others
    told.harm.append((time.monotonic(), f"{len(victims)} workers killed (signal 9)"))
    for pid in victims:
        os.kill(pid, 9)


def _cut(base: Cluster, down: float, told: door_count.Told) -> None:
    began = time.monotonic()
    base.cut()
    time.sleep(down)
    base.start()
    gone = time.monotonic() - began
    told.harm.append((began, f"database stopped at once, away for {gone:.1f} s"))
