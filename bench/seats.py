"""Let 2,000 people press at once for 200 seats, over many connections (PostgreSQL)."""

import argparse
import os
import sys
import threading
import time
from collections import Counter
from itertools import groupby
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from tempfile import mkdtemp

from .scenes import SCENES, found_city

DATABASE = "tongxin_bench_seats"
PATIENCE = 120.0  # seconds for every process to be ready

begin: Barrier  # each process's own name for the one barrier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--of", choices=sorted(SCENES), default="shift")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seats", type=int, default=200)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=8, help="connections of each process")


def run(options: argparse.Namespace) -> int:
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        sys.exit("seats are measured on PostgreSQL: set DATABASE_URL to a server of your own")
    os.environ |= {
        "TONGXIN_HOME": mkdtemp(prefix="tongxin-bench-"), "TONGXIN_HTTPS": "0",
        "TONGXIN_SECOND_FACTOR": "off", "TONGXIN_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    _fresh(address)
    try:
        return _race(options)
    finally:
        _drop(address)


def _fresh(address: str) -> None:
    _drop(address)
    _admin(address, f'CREATE DATABASE "{DATABASE}"')
    os.environ["DATABASE_URL"] = address.rpartition("/")[0] + "/" + DATABASE
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"


def _drop(address: str) -> None:
    _admin(address, f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


def _admin(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as line:
        line.execute(statement)


def _race(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db import connection

    began = time.perf_counter()
    scene = SCENES[options.of]
    found_city()
    key, people = scene.set_up(options.people, options.seats)
    connection.close()
    print(f"the stage was set in {time.perf_counter() - began:.0f} s")
    presses = _press_all(options, key, people)
    return _tell(options, presses, scene.rows(key))


def _press_all(options: argparse.Namespace, key: int, people: list[int]) -> list["Press"]:
    shares = [
        (options.of, key, people[n :: options.processes], options.threads)
        for n in range(options.processes)
    ]
    context = get_context("spawn")
    start = context.Barrier(options.processes)
    with context.Pool(options.processes, initializer=_know, initargs=(start,)) as pool:
        return [press for part in pool.starmap(press, shares, chunksize=1) for press in part]


def _know(start: Barrier) -> None:
    global begin
    begin = start


Press = tuple[float, float, str]  # began and ended, seconds of one clock; what was shown


def press(scene: str, key: int, people: list[int], threads: int) -> list[Press]:
    """Let `people` press, `threads` of them at any time; all processes begin together."""
    import django

    django.setup()
    from tongxin.people.models import Person

    rows = list(Person.objects.in_bulk(people).values())
    ready = [SCENES[scene].press(key, person) for person in rows]
    presses: list[Press] = []

    def drain() -> None:
        from django.db import connection

        while ready:
            try:
                one = ready.pop()
            except IndexError:  # another thread was faster
                break
            presses.append(_timed(one))
        connection.close()

    workers = [threading.Thread(target=drain) for _ in range(threads)]
    begin.wait(PATIENCE)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return presses


def _timed(one: "object") -> Press:
    began, wrong = time.monotonic(), ""
    try:
        one()  # type: ignore[operator]
    except Exception as error:  # counted, and shown by the caller
        wrong = repr(error)
    return began, time.monotonic(), wrong


def _tell(options: argparse.Namespace, presses: list[Press], rows: list[tuple[str, object]]) -> int:
    scene = SCENES[options.of]
    states = Counter(state for state, _when in rows)
    waits = sorted(1000 * (ended - began) for began, ended, _wrong in presses)
    took = max(ended for _began, ended, _wrong in presses) - min(began for began, _e, _w in presses)
    wrong = [said for _began, _ended, said in presses if said]
    in_order = [state for state, _group in groupby(state for state, _when in rows)]
    print(
        f"{options.people} people press for {options.seats} places ({options.of}),"
        f" {options.processes * options.threads} at any time"
        f" ({options.processes} processes × {options.threads} connections): {dict(states)},"
        f" {'in order of arrival' if in_order == [scene.inside, scene.waiting] else in_order},"
        f" {len(wrong)} errors; {took:.1f} s, {options.people / took:.0f} a second;"
        f" a press p50 {waits[len(waits) // 2]:.0f} ms, p99 {waits[len(waits) * 99 // 100]:.0f} ms"
    )
    print("\n".join(wrong[:5]))
    right = states[scene.inside] == options.seats and len(rows) == options.people
    return 0 if right and not wrong and in_order == [scene.inside, scene.waiting] else 1
