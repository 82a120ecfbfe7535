"""The worker: one process, one task at a time, that can be killed at any moment.

django-tasks-db's own worker marks a task RUNNING and forgets it when it dies. This one shows signs
of life (`pulse`), so that the scheduler's `reaper` can give its task to another; retries what
failed for a passing reason of the database; and gives its task back when it is told to stop and
the task does not end in time.
"""

import logging
import signal
import time
from datetime import timedelta
from types import FrameType
from typing import Any, cast

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django_tasks.base import TaskContext
from django_tasks.signals import task_started
from django_tasks.utils import normalize_json
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from .actions import close_task, fail_task, give_back, relay_errands
from .models import Beat
from .pulse import Pulse, alive, process_name

logger = logging.getLogger("tongxin.clock")
PASSING = (OperationalError, InterfaceError)  # locked, restarted, connection lost
Row = DBTaskResult[Any, Any]


class GivenBack(BaseException):
    """Raised inside a task that must end now; unwinds its transaction."""


class Worker(DatabaseWorker):
    """Runs the tasks of the database queue, one after another."""

    def __init__(self, *, batch: bool = False, interval: float = 0.3) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=process_name(),
            excluded_queue_names=[],
        )
        self.pulse: Pulse | None = None

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish the task in hand within the grace time, else give it back."""
        logger.warning("%s: worker stops", signal.strsignal(signum))
        self.running = False
        if self.running_task:
            signal.signal(signal.SIGALRM, self._interrupt)
            signal.setitimer(signal.ITIMER_REAL, settings.CLOCK["stop_seconds"])

    def _interrupt(self, signum: int, frame: FrameType | None) -> None:
        if self.running_task:
            raise GivenBack

    def run(self) -> None:
        """Work until told to stop; with `batch`, until nothing is left."""
        with alive(self.worker_id, Beat.Role.WORKER) as self.pulse:
            while self.running:
                close_old_connections()
                if not self._step():
                    if self.batch:
                        return
                    time.sleep(self.interval)

    def _step(self) -> bool:
        """Carry errands, do one task; return whether there was anything to do."""
        try:
            carried = relay_errands()
            row = self.claim()
        except PASSING as error:
            logger.warning("the database is busy: %s", error)
            return False
        if row is not None:
            self.run_task(row)
        return bool(carried or row)

    def claim(self) -> Row | None:
        """Take the next task, or None. Looks before it locks: an idle worker disturbs nobody."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not ready.exists():
            return None
        with exclusive_transaction(ready.db):
            row = ready.get_locked()
            if row is not None:
                row.claim(self.worker_id)
        return row

    def run_task(self, db_task_result: Row) -> None:
        """Do the task; mark it done, failed, or give it back."""
        row, started = db_task_result, time.monotonic()
        try:
            mine = close_task(row, self._call(row))
        except GivenBack:
            logger.warning("task %s %s: given back", row.pk, row.task_path)
            mine = give_back(row, attempts=row.worker_ids[:-1])
        except PASSING as error:
            mine = self._retry(row, error)
        except BaseException as error:
            mine = fail_task(row, error)
            logger.exception("task %s %s failed", row.pk, row.task_path)
        if not mine:
            logger.warning("task %s %s: another worker has it", row.pk, row.task_path)
        logger.info("task %s took %.2f s", row.task_path, time.monotonic() - started)
        self._run_tasks += 1

    def _call(self, row: Row) -> Any:
        task, result = row.task, row.task_result
        task_started.send(sender=type(task.get_backend()), task_result=result)
        context = [TaskContext(task_result=cast(Any, result))] if task.takes_context else []
        if self.pulse:
            self.pulse.doing = row.task_path
        self.running_task = True
        try:
            value = task.call(*context, *result.args, **result.kwargs)
        finally:
            self.running_task = False
            if self.pulse:
                self.pulse.doing = ""
        return normalize_json(value)

    def _retry(self, row: Row, error: Exception) -> bool:
        tries = len(row.worker_ids)
        if tries >= settings.CLOCK["attempts"]:
            logger.error("task %s %s failed: %s", row.pk, row.task_path, error)
            return bool(fail_task(row, error))
        logger.warning("task %s %s: %s; tried again soon", row.pk, row.task_path, error)
        return bool(give_back(row, after=timedelta(seconds=2**tries), attempts=row.worker_ids))


def drain() -> int:
    """Carry all errands that are due and do all their tasks, here and now; return how many.

    For tests and for building the demo city; a failed task is logged as an error.
    """
    worker = Worker(batch=True)
    while worker._step():
        pass
    return worker._run_tasks


def work(*, batch: bool = False) -> None:
    """Run a worker until SIGTERM or Ctrl-C."""
    worker = Worker(batch=batch)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, worker.shutdown)
    worker.run()
