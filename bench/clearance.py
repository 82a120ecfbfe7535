"""How fast clearance answers: the whole register by a week's shifts, and one person.

    python -m bench clearance [people]

Makes a register of `people` (120,000) in a SQLite database of its own (or in the empty one of
DATABASE_URL), with passes, insurance, black-outs and shifts they stand in already; then asks who
may stand in each distinct shift of a week, and, as a check and a comparison, why not, one by one.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from typing import Any

from . import register

SAMPLE = 300  # pairs asked one by one
DICE = random.Random(2020)


def main(words: list[str]) -> int:
    os.environ["TONGXIN_HOME"] = tempfile.mkdtemp(prefix="tongxin-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from tongxin.people.models import Person

    call_command("migrate", verbosity=0)
    if Person.objects.filter(username="b0").exists():
        sys.exit("this database holds a register already: name an empty one")
    count = int(words[0]) if words else 120_000
    connections.close_all()
    maker = get_context("fork").Process(target=make, args=(count,))  # its memory is not ours
    maker.start()
    maker.join()
    if maker.exitcode:
        sys.exit("the register could not be made")
    measure()
    return 0


def make(count: int) -> None:
    timed(f"a register of {count:,} is made", lambda: register.make(count))


def timed(what: str, deed: Callable[[], Any]) -> Any:
    """Do it, and tell how long: wall clock, CPU of this process, questions to the database."""
    from django.db import connection

    asked: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(1)
        return execute(sql, params, many, context)

    wall, work = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        result = deed()
    wall, work = time.perf_counter() - wall, time.process_time() - work
    print(f"{what:<46} {wall:8.3f} s {work:8.3f} s CPU {len(asked):5} queries", flush=True)
    return result


def measure() -> None:
    from tongxin.clearance import gates
    from tongxin.clearance.crowd import crowd
    from tongxin.places.models import Place
    from tongxin.rosters.gates import busy_between

    city, asked = Place.objects.get(parent=None), register.shifts()
    first, last = min(one.starts_at for one in asked), max(one.ends_at for one in asked)
    busy = timed("what everybody is busy with", lambda: busy_between(first, last))
    held = sum(map(len, busy.values()))
    print(f"{len(set(asked)):,} distinct requirements, {held:,} shifts held")
    people = timed("the register as arrays", lambda: crowd(city, asked, busy=busy))
    print(f"arrays: {weight(people) / 2**20:.1f} MB")
    may = timed("mask: who may stand where", lambda: gates.mask(people, asked))
    timed("offered: who may and would", lambda: gates.offered(people, asked))
    print(f"allowed: {may.mean():.1%} of {may.size:,} pairs; mask {may.nbytes / 2**20:.0f} MB")
    print(f"most memory of the process: {most_memory()}")
    compare(people, asked, may, busy)


def most_memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def drawn(may: Any, wanted: bool, count: int) -> list[tuple[int, int]]:
    """Return random (row, column) of the mask where it says `wanted`."""
    found: list[tuple[int, int]] = []
    while len(found) < count:
        pair = DICE.randrange(may.shape[0]), DICE.randrange(may.shape[1])
        if may[pair] == wanted:
            found.append(pair)
    return found


def weight(people: Any) -> int:
    """Return the bytes of the arrays a crowd holds."""
    import numpy as np

    parts = (people.people, *vars(people.register).values(), *vars(people.passes).values(),
             *people.register.qualified_until.values(), *vars(people.covers).values(),
             *vars(people.busy).values())  # fmt: skip
    return sum({id(one): one.nbytes for one in parts if isinstance(one, np.ndarray)}.values())


def compare(people: Any, asked: list[Any], may: Any, busy: Mapping[int, Any]) -> None:
    """Ask a sample of pairs one by one, half of them allowed; every answer has to be the same."""
    from tongxin.clearance import gates
    from tongxin.volunteers.models import Volunteer

    sample = drawn(may, True, SAMPLE // 2) + drawn(may, False, SAMPLE // 2)
    ids = {int(people.people[row]) for row, _column in sample}
    found = {one.person_id: one for one in Volunteer.objects.filter(person__in=ids)}
    pairs = [(row, column, int(people.people[row])) for row, column in sample]
    gates.refusals(found[pairs[0][2]], asked[0])  # the first call reads what the others share
    began = time.perf_counter()
    told = [
        gates.refusals(found[key], asked[column], busy.get(key, ())) for _row, column, key in pairs
    ]
    each = (time.perf_counter() - began) / len(pairs)
    wrong = [pair for pair, why in zip(pairs, told, strict=True) if may[pair[:2]] == bool(why)]
    days = each * may.size / 86_400
    print(f"one by one: {1000 * each:.1f} ms a pair; {may.size:,} pairs would take {days:.1f} days")
    if wrong:
        sys.exit(f"mask and explanation differ for {wrong}")
    print(f"mask and explanation agree on {len(pairs)} random pairs, half of them allowed")
    one = found[pairs[0][2]]
    timed("for me: one person, all of them", lambda: gates.offered(
        gates.crowd_of(one.person_id, asked, busy.get(one.person_id, ())), asked))  # fmt: skip
