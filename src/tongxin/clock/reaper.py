"""Finds tasks whose worker died, and gives them to another."""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .actions import fail_task, give_back
from .models import Beat

logger = logging.getLogger("tongxin.clock")


class WorkerLost(Exception):
    """The worker died in the midst of the task, again and again."""


@dataclass
class Reaper:
    """Looks for silent workers. One object per process: it remembers whom it suspects.

    A worker is given up when its last beat is older than `stale_seconds`, *and* did not change
    between two looks `grace_seconds` apart: after a sleep of the whole machine, or a long write
    lock, everybody looks silent to whoever wakes first.
    """

    stale_seconds: float = field(default_factory=lambda: settings.CLOCK["stale_seconds"])
    grace_seconds: float = field(default_factory=lambda: settings.CLOCK["grace_seconds"])
    attempts: float = field(default_factory=lambda: settings.CLOCK["attempts"])
    suspects: dict[str, tuple[datetime | None, float]] = field(default_factory=dict)

    def look(self) -> int:
        """Give back the tasks of dead workers; return how many."""
        running = list(DBTaskResult.objects.running())
        if not running:
            self.suspects.clear()
            return 0
        beats = dict(Beat.objects.values_list("name", "beaten_at"))
        dead = self._dead({row.worker_ids[-1] for row in running}, beats)
        return sum(self._rescue(row) for row in running if row.worker_ids[-1] in dead)

    def _dead(self, workers: set[str], beats: dict[str, datetime]) -> set[str]:
        now, limit = time.monotonic(), timezone.now() - timedelta(seconds=self.stale_seconds)
        silent = {name: beats.get(name) for name in workers if _silent(beats.get(name), limit)}
        seen = {name: self.suspects.get(name) for name in silent}
        self.suspects = {
            name: known if (known := seen[name]) and known[0] == beaten else (beaten, now)
            for name, beaten in silent.items()
        }
        return {
            name for name, (_, since) in self.suspects.items() if now - since >= self.grace_seconds
        }

    def _rescue(self, row: DBTaskResult[Any, Any]) -> bool:
        if len(row.worker_ids) >= self.attempts:
            error = WorkerLost(f"{len(row.worker_ids)} workers died while doing this task")
            logger.error("task %s %s: %s", row.pk, row.task_path, error)
            return bool(fail_task(row, error))
        logger.warning("task %s %s: its worker died, given back", row.pk, row.task_path)
        return bool(give_back(row, attempts=row.worker_ids))


def _silent(beaten: datetime | None, limit: datetime) -> bool:
    return beaten is None or beaten < limit
