"""A month of duty, by the public actions and with time travel; then every total is counted again.

Late, forgotten, no-show, unwell, kits issued and returned, stock brought, counted and written off,
make-ups, corrections, disputes, points spent and given back, certificates issued and corrected.
"""

import argparse
import os
import resource
import shutil
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

FIRST = date(2026, 3, 2)  # a Monday; the clock is set to the evening before
SIZES = {"small": (10, 2, 1), "big": (400, 24, 4)}  # people, posts, heads of a shift


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=sorted(SIZES), default="big")
    parser.add_argument("--days", type=int, default=30)


def run(options: argparse.Namespace) -> int:
    """Play it on a SQLite database of its own, or on the empty one of DATABASE_URL."""
    from .home import environment

    folder = Path(mkdtemp(prefix="tongxin-bench-"))
    os.environ.update(environment(folder))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.BRIEFLY_SECONDS = 0.0  # the clock stands still between two deeds
    try:
        call_command("migrate", verbosity=0)
        return _tell(*play(options.size, days=options.days))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def play(size: str, *, days: int = 30) -> tuple[Any, list[str], float, float]:
    """Let a month pass in an empty database; return it, its faults, seconds to live and recount."""
    import time_machine

    from .month_desk import certify
    from .month_life import live
    from .month_recount import recount
    from .month_stage import open_month

    people, posts, heads = SIZES[size]
    eve = datetime.combine(FIRST - timedelta(days=1), datetime.min.time(), UTC)
    began = time.perf_counter()
    with time_machine.travel(eve + timedelta(hours=4), tick=False) as clock:
        month = open_month(clock, people=people, posts=posts, heads=heads, days=days, first=FIRST)
        live(month)
        certify(month)
        lived = time.process_time()
        faults = recount(month)
    return month, faults, lived, time.perf_counter() - began


def _tell(month: Any, faults: list[str], lived: float, whole: float) -> int:
    from tongxin.duty.models import Attendance
    from tongxin.journal.models import Entry
    from tongxin.protection.models import Movement
    from tongxin.records.models import Credit, PointMove

    for title, counts in (("done", month.done), ("refused by a rule", month.refused)):
        print(f"{title}: " + ", ".join(f"{n:,} {what}" for what, n in sorted(counts.items())))
    tables = (Attendance, Credit, PointMove, Movement, Entry)
    print(", ".join(f"{model.objects.count():,} {model._meta.verbose_name}s" for model in tables))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{whole:.0f} s by the clock with the recount; {lived:.0f} s CPU to live; {peak:.0f} MB")
    print("\n".join(faults[:20]) or "every total equals its recount; ledgers and journal hold")
    return 1 if faults else 0
