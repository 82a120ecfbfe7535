"""Recurring tasks: write down what is declared, send what is due."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks.exceptions import TaskResultDoesNotExist

from ..models import Errand, Schedule
from ..schedules import DECLARED, Declared
from .errands import send

logger = logging.getLogger("tongxin.clock")


@transaction.atomic
def sync_schedules(now: datetime | None = None) -> None:
    """Make the rows say what the code declares; an operator's `enabled` is left alone."""
    now = now or timezone.now()
    Schedule.objects.exclude(name__in=DECLARED).delete()
    kept = {schedule.name: schedule for schedule in Schedule.objects.select_for_update()}
    for name, declared in DECLARED.items():
        schedule = kept.get(name) or Schedule(name=name)
        if schedule.pk is None or _rhythm(schedule) != _wanted(declared):
            schedule.every_seconds, schedule.at = _wanted(declared)
            schedule.next_at = now
            schedule.next_at = schedule.after(now) if declared.at else now
            schedule.task = declared.task
            schedule.save()
        elif schedule.task != declared.task:
            schedule.task = declared.task
            schedule.save(update_fields=["task"])


def _rhythm(schedule: Schedule) -> tuple[object, object]:
    return schedule.every_seconds, schedule.at


def _wanted(declared: Declared) -> tuple[int | None, object]:
    return int(declared.every.total_seconds()) if declared.every else None, declared.at


@transaction.atomic
def run_due(now: datetime | None = None) -> int:
    """Send every schedule that is due, once however many runs it missed; return how many.

    A run is skipped while the one before it is unfinished, so a slow worker gathers no heap.
    """
    now = now or timezone.now()
    due = Schedule.objects.due(now)
    if not due.exists():
        return 0
    sent = 0
    for schedule in due.select_for_update(skip_locked=True, of=("self",)).select_related(
        "last_errand"
    ):
        sent += _run(schedule, now)
        schedule.next_at = schedule.after(now)
        schedule.save(update_fields=["last_errand", "last_note", "last_at", "next_at"])
    return sent


def _run(schedule: Schedule, now: datetime) -> bool:
    """Send the task unless that cannot be; note what happened; return whether it was sent."""
    if _unfinished(schedule.last_errand):
        schedule.last_note = "skipped: the run before is not finished"
        return False
    try:
        schedule.last_errand = send(schedule.task, key=f"schedule:{schedule.name}")
    except (ImportError, TypeError) as error:  # one broken declaration must not stop the others
        logger.exception("schedule %s cannot run", schedule.name)
        schedule.last_note = f"cannot run: {error}"[:200]
        return False
    missed = schedule.missed(now)
    schedule.last_note = f"{missed} missed, ran once" if missed else ""
    schedule.last_at = now
    return True


def _unfinished(errand: Errand | None) -> bool:
    if errand is None or errand.failed:
        return False
    if errand.sent_at is None:
        return True
    try:
        return not default_task_backend.get_result(errand.result_id).is_finished
    except (NotImplementedError, TaskResultDoesNotExist, ImportError):
        return False  # this queue does not tell, or has forgotten
