"""Build the demo city, then serve it. The second time it starts at once and keeps the data.

examples:
  tongxin demo
  tongxin demo --reset          throw the demo away and start over
  tongxin demo --scale full     120,000 persons, 100,000 needs …: takes minutes
  tongxin demo --build-only     do not serve
"""

import argparse
import importlib.util
import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from . import up
from .serve import taken


def add_arguments(parser: argparse.ArgumentParser) -> None:
    up.add_arguments(parser)
    add = parser.add_argument
    add("--scale", choices=["tiny", "small", "full"], default="small")
    add("--reset", action="store_true", help="delete the demo's data first")
    add("--build-only", action="store_true", help="build, do not serve")


def run(options: argparse.Namespace) -> int:
    from . import be_demo, refuse

    be_demo()
    os.environ["PORT"] = str(options.port)
    if os.environ["TONGXIN_MODE"] != "demo":
        return refuse("this is not a demo: TONGXIN_MODE is set to something else")
    if not options.build_only and (why := taken(options.address, options.port)):
        return refuse(f"{why}: PORT={options.port + 1} make demo")
    home = Path(os.environ["TONGXIN_HOME"])
    note = _note(home)
    if not note and (home / "tongxin.sqlite3").exists():
        return refuse(f"{home} holds a database that is not a demo; it is left alone")
    if options.reset or not note.get("built"):
        throw_away(home, emptied=bool(note))
    if why := build(home, options.scale):
        return refuse(why)
    if options.build_only:
        return 0
    return up.supervise(options, welcome=lambda: print(people(home)))


def _note(home: Path) -> dict[str, Any]:
    """Return what this command wrote about the demo it built here; {} for none."""
    path = home / "demo.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def _write(home: Path, **note: Any) -> None:
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / "demo.json.new"
    fresh.write_text(json.dumps(note, ensure_ascii=False))
    fresh.rename(home / "demo.json")


def throw_away(home: Path, *, emptied: bool) -> None:
    """Delete what a demo wrote here; its PostgreSQL database is emptied."""
    if emptied and "DATABASE_URL" in os.environ:
        from . import wake

        wake()
        from django.core.management import call_command

        call_command("flush", interactive=False, verbosity=0)
    database = ("tongxin.sqlite3", "tongxin.sqlite3-wal", "tongxin.sqlite3-shm")
    for name in (*database, "journal-head", "records-head"):
        (home / name).unlink(missing_ok=True)
    (home / "demo.json").unlink(missing_ok=True)
    shutil.rmtree(home / "media", ignore_errors=True)


def build(home: Path, scale: str) -> str:
    """Build the city unless it is there; return why that cannot be done, or ""."""
    from . import wake

    wake()
    from ..progress import Progress
    from .migrate import bring_up_to_date

    say = Progress()
    bring_up_to_date(say)
    if _note(home).get("built"):
        return ""
    if _is_inhabited():
        return "this database holds persons and is not a demo; it is left alone"
    _write(home, scale=scale, built=False)
    if importlib.util.find_spec("tongxin.drill.city") is None:
        print("the demo city is not written yet: an empty database")
        return ""
    from tongxin.drill import city

    logging.getLogger("tongxin").setLevel(logging.WARNING)  # what is said below is enough
    city.build(scale, say)
    say("Delivering what was said, and all else that waits")
    _warm()
    say.close()
    _write(home, scale=scale, built=True, people=city.people())
    return ""


def _warm() -> None:
    """Let the clock strike once, and do what it asks for: the first visitor finds all done."""
    from tongxin.clock.actions import run_due, sync_schedules
    from tongxin.clock.worker import drain

    sync_schedules()
    run_due()
    drain()


def _is_inhabited() -> bool:
    from django.contrib.auth import get_user_model

    return bool(get_user_model().objects.exists())


def people(home: Path) -> str:
    """Return the list of people one may be, as the city names them."""
    lines = [f"  {username:<16}{who}" for username, who in _note(home).get("people", [])]
    return "\n".join(["Log in as:", *lines]) if lines else ""
