"""What recurs: apps declare it when they are loaded; the scheduler writes it down when it starts.

declare("needs.flag_overdue", task="tongxin.needs.tasks.flag_overdue", every=minutes(5))
declare("menu.publish_editions", task="tongxin.menu.tasks.publish_editions", at=time(6, 0))
"""

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True)
class Declared:
    """A recurring task as its app wrote it."""

    task: str
    every: timedelta | None
    at: time | None


DECLARED: dict[str, Declared] = {}


def declare(
    name: str, *, task: str, every: timedelta | None = None, at: time | None = None
) -> None:
    """Let the task at the dotted path `task` recur: `every` so often, or daily `at` local time.

    Call it in `AppConfig.ready`; it touches no database. The task takes no arguments.
    """
    if (every is None) == (at is None):
        raise ValueError(f"{name}: give either every= or at=")
    if every is not None and every < timedelta(seconds=1):
        raise ValueError(f"{name}: once a second is the most")
    declared = Declared(task, every, at)
    if DECLARED.setdefault(name, declared) != declared:
        raise ValueError(f"{name} is declared twice")


def seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def hours(count: int) -> timedelta:
    return timedelta(hours=count)
