"""Tasks for the tests of the clock."""

import time
from pathlib import Path

from django.db import OperationalError, transaction
from django.db.models import F
from django_tasks import task
from django_tasks.base import TaskContext

from tongxin.clock.models import Job, Lease


@task
def count(job: int, mark: str = "") -> int:
    """Add one to the job, once for each mark, however often it runs."""
    with transaction.atomic():
        _, fresh = Lease.objects.get_or_create(
            name=f"mark {mark}", defaults={"holder": "test", "expires_at": "2026-01-01T00:00Z"}
        )
        if fresh:
            Job.objects.filter(pk=job).update(done=F("done") + 1)
    return job


@task
def count_slowly(job: int, mark: str, folder: str) -> None:
    """Say that it began, wait to be let on, then count."""
    (Path(folder) / f"began {mark}").touch()
    while not (Path(folder) / "go on").exists():
        time.sleep(0.02)
    count.call(job, mark)


@task
def plain() -> str:
    return "done"


@task
def refuse() -> None:
    raise ValueError("no")


@task
def not_json() -> object:
    return object()


@task(takes_context=True)
def locked_at_first(context: TaskContext) -> int:
    if context.attempt == 1:
        raise OperationalError("database is locked")
    return context.attempt


@task
def always_locked() -> None:
    raise OperationalError("database is locked")
