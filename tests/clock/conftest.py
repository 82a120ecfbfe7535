from collections.abc import Callable
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from tongxin.clock.models import Job


@pytest.fixture
def job(db: None) -> Job:
    return Job.objects.create(kind="test", title="Counting", by="person:1")


@pytest.fixture
def queued(db: None) -> Callable[[], list[Any]]:
    """Return the arguments of the tasks in the queue, oldest first."""

    def ask() -> list[Any]:
        rows = DBTaskResult.objects.order_by("enqueued_at")
        return [row.args_kwargs["kwargs"] for row in rows]

    return ask
