"""The outbox of work: what a transaction wants done once it is committed."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from ..models import Errand

logger = logging.getLogger("tongxin.clock")


def send(
    task: Task[Any, Any] | str,
    /,
    *,
    key: str = "",
    not_before: datetime | None = None,
    **arguments: Any,
) -> Errand:
    """Ask for `task(**arguments)` once the caller's transaction is committed.

    `task` is a task or its dotted path; `arguments` must be JSON (send ids, not rows). Errands of
    one `key` that are due together are carried as one, with the latest arguments: a committed
    change is always followed by a run that sees it. Tasks must be safe to run twice.
    """
    found = import_string(task) if isinstance(task, str) else task
    if not isinstance(found, Task):
        raise TypeError(f"{task} is not a task")
    return Errand.objects.create(
        task=found.module_path,
        arguments=normalize_json(arguments),
        key=key,
        not_before=not_before,
    )


@transaction.atomic
def relay_errands(limit: int = 500) -> int:
    """Carry due errands to the queue; return how many were carried. Safe to run anywhere, at once.

    With the database backend the task and the mark are one transaction: carried exactly once. With
    a broker a crash in between carries it again, which tasks must bear anyway.
    """
    now = timezone.now()
    due = Errand.objects.due(now)
    if not due.exists():
        return 0
    batch = list(due.select_for_update(skip_locked=True).order_by("pk")[:limit])
    last = {errand.key: errand for errand in batch if errand.key}
    results = {
        errand.pk: _enqueue(errand)
        for errand in batch
        if not errand.key or last[errand.key] is errand
    }
    for errand in batch:
        carried = last.get(errand.key, errand)
        errand.sent_at = now
        errand.result_id, errand.failed = results[carried.pk]
    Errand.objects.bulk_update(batch, ["sent_at", "result_id", "failed"])
    return len(batch)


def _enqueue(errand: Errand) -> tuple[str, str]:
    """Return the queue's id and "", or "" and the reason it cannot be carried."""
    try:
        task = import_string(errand.task)
    except ImportError as error:  # a task removed by an upgrade must not block the others
        logger.exception("errand %s cannot be carried", errand.pk)
        return "", f"{error}"
    return task.enqueue(**errand.arguments).id, ""
