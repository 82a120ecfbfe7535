"""Who was let in, how long they waited, and whether anything was lost: after `bench doors`."""

import argparse
import os
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from . import home

ASIDE = 30.0  # seconds after something was killed that count as disturbed


@dataclass
class Told:
    """What a run told: CPU seconds of a quiet stretch of `seconds`, what was killed, answers."""

    seconds: float
    web: float
    rows: float  # the database
    phones: float
    busy: float  # cores of the machine that worked, by all it does
    harm: list[tuple[float, str]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)


def tell(told: Told, options: argparse.Namespace, folder: Path) -> int:
    """Print the figures; return 0 when nothing is missing and everything adds up."""
    phones, began = told.answers["phones"], told.answers["began"]
    let_in = [one for one in phones if one[4] == "in"]
    others = Counter(one[4] for one in phones if one[4] != "in")
    if not let_in:
        print(f"nobody was let in: {dict(others)}")
        return 1
    _tell_waits(told, let_in)
    rate = len([1 for one in phones if one[1] - began < told.seconds]) / told.seconds
    print(
        f"quiet stretch of {told.seconds:.0f} s, {rate:.0f} a second: a check-in costs"
        f" {_each(told.web, told, rate)} ms of CPU in the site, {_each(told.rows, told, rate)} in"
        f" the database, {_each(told.phones, told, rate)} in the phones; of two cores"
        f" {told.busy:.2f} were busy with everything"
    )
    for moment, what in told.harm:
        print(f"at {moment - began:.0f} s: {what}")
    print(f"let in: {len(let_in):,} of {options.people:,}; others: {dict(others) or 'none'}")
    faults = [*_recounted(let_in, options.people), *_closed(), *_verified()]
    print("\n".join(faults) or "everybody is in once; nothing is lost; journal and ledger hold")
    if faults or others:
        print((folder / "site.log").read_text(errors="replace")[-4000:])
    return 1 if faults or others else 0


def _each(cpu: float, told: Told, rate: float) -> str:
    return f"{1000 * cpu / (rate * told.seconds):.1f}"


def _tell_waits(told: Told, let_in: list[list[Any]]) -> None:
    moments = [moment for moment, _what in told.harm]
    disturbed = [any(0 <= one[1] - at < ASIDE for at in moments) for one in let_in]
    still = [one for one, was in zip(let_in, disturbed, strict=True) if not was]
    took = max(one[2] for one in let_in) - min(one[1] for one in let_in)
    again = sum(one[3] > 1 for one in let_in)
    print(f"{len(let_in):,} let in within {took:.0f} s, {len(let_in) / took:.1f} a second;"
          f" {again:,} of them had to try again")  # fmt: skip
    parts = {
        "all": let_in,
        "undisturbed": still,
        "undisturbed, at the first try": [one for one in still if one[3] == 1],
        f"due within {ASIDE:.0f} s of a kill": [
            one for one, was in zip(let_in, disturbed, strict=True) if was
        ],
    }
    print("| from the press to the answer | people | p50 ms | p90 | p99 | most |")
    print("|---|---|---|---|---|---|")
    for name, rows in parts.items():
        if waits := sorted(1000 * (one[2] - one[1]) for one in rows):
            shares = [waits[min(len(waits) - 1, len(waits) * p // 100)] for p in (50, 90, 99, 100)]
            cells = " | ".join(f"{wait:,.0f}" for wait in shares)
            print(f"| {name} | {len(rows):,} | {cells} |")


def _recounted(let_in: list[list[Any]], people: int) -> list[str]:
    """Return what is wrong with the rows, against what the phones were told."""
    from tongxin.duty.models import Attendance
    from tongxin.journal.models import Entry

    rows = list(Attendance.objects.values_list("pk", "enrolment", "person", "state", "client_key"))
    by_enrolment = Counter(row[1] for row in rows if row[3] == "here")
    by_person = Counter(row[2] for row in rows if row[3] == "here")
    keys = Counter(row[4].partition(":")[2] for row in rows)
    began = Counter(Entry.objects.filter(verb="attendance.began").values_list("on", flat=True))
    faults = [f"enrolment {one[0]} was told it is in, and is not" for one in let_in
              if by_enrolment[one[0]] != 1]  # fmt: skip
    faults += [f"person {key} is in {n} times" for key, n in by_person.items() if n > 1]
    faults += [f"enrolment {one[0]}: its key is there {keys[f'check-in-{one[0]}']} times"
               for one in let_in if keys[f"check-in-{one[0]}"] != 1]  # fmt: skip
    faults += [f"attendance {row[0]}: {began[f'attendance:{row[0]}']} lines in the journal"
               for row in rows if began[f"attendance:{row[0]}"] != 1]  # fmt: skip
    print(f"rows: {len(rows):,} check-ins, {sum(began.values()):,} lines of the journal,"
          f" {people - len(rows):,} people without one")  # fmt: skip
    return faults


def _closed(most: int = 2000) -> list[str]:
    """Close forgotten duties after the shift; each has to credit its hours once."""
    import time_machine

    from tongxin.duty.actions import close_due
    from tongxin.people.actions import robot
    from tongxin.records.models import Credit
    from tongxin.rosters.models import Shift

    ends_at = Shift.objects.earliest("ends_at").ends_at
    with time_machine.travel(ends_at + timedelta(hours=5), tick=True):
        closed = close_due(by=robot("clock"), most=most)
    credits = Credit.objects.count()
    print(f"{closed:,} duties closed at the end of the shift, {credits:,} lines in the ledger")
    return [] if closed == credits else [f"{closed} closed, but {credits} credited"]


def _verified() -> list[str]:
    faults = []
    for what in ("journal", "records"):
        done = subprocess.run(
            [home.TONGXIN, what, "verify"], env=os.environ, capture_output=True, text=True
        )
        print(f"tongxin {what} verify: {done.stdout.strip()[-200:]}")
        if done.returncode:
            faults.append(f"{what}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return faults
