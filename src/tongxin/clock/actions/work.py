"""How a task of the database queue ends, or is given to another worker.

Each change holds only while the task is still the one that was claimed (`started_at` is new with
every claim): a worker that was thought dead cannot overwrite what its successor does.
"""

from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tasks_db.utils import retry


@retry()
def close_task(row: DBTaskResult[Any, Any], value: Any) -> bool:
    """Mark the task done; return False when it had been given to another worker."""
    return _change(
        row,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=value,
        exception_class_path="",
        traceback="",
    )


@retry()
def fail_task(row: DBTaskResult[Any, Any], error: BaseException) -> bool:
    """Mark the task failed, with the reason; return False when it was another worker's."""
    return _change(
        row,
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        return_value=None,
        exception_class_path=f"{type(error).__module__}.{type(error).__qualname__}",
        traceback="".join(format_exception(error)),
    )


@retry()
def give_back(
    row: DBTaskResult[Any, Any], *, after: timedelta | None = None, attempts: list[str]
) -> bool:
    """Put the task back for another worker, counting `attempts` (ids of workers that tried)."""
    return _change(
        row,
        status=TaskResultStatus.READY,
        worker_ids=attempts,
        run_after=timezone.now() + after if after else get_date_max(),
    )


def _change(row: DBTaskResult[Any, Any], **values: Any) -> bool:
    mine = DBTaskResult.objects.filter(
        pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
    )
    return bool(mine.update(**values))
