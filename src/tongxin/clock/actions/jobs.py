"""Long work somebody watches.

    job = open_job("needs.import", _("Import of %(name)s") % …, by=person)    # in an action
    send(tasks.import_needs, job=job.pk)
    …
    start(job, total=len(rows))  # in the task's action
    for done, chunk in …:
        if is_cancelled(job):
            return cancel(job)
        … # a transaction
        report(job, done)  # outside of it
    finish(job, result={…}, file="imports/7/refused.csv")

A report inside an open transaction is seen by nobody until that is committed: report between
chunks. Each of these is safe to run again after a crash.
"""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import key_of, record
from tongxin.journal.actors import Actor

from ..models import Job


class JobFinished(DomainError):
    """Nothing is left to stop."""


@transaction.atomic
def open_job(kind: str, title: str, *, by: Actor, total: int = 0) -> Job:
    """Announce long work that `by` will watch."""
    job = Job.objects.create(kind=kind, title=title[:200], by=key_of(by), total=total)
    record("job.opened", by=by, on=job, kind=kind)
    return job


def start(job: Job, *, total: int = 0, note: str = "") -> None:
    """Say that the work has begun; keep the first beginning when it begins again."""
    _change(
        job,
        state=Job.State.RUNNING,
        started_at=job.started_at or timezone.now(),
        done=0,
        total=total or job.total,
        note=note,
    )


def report(job: Job, done: int, total: int | None = None, note: str = "") -> None:
    """Say how far the work is. Starts the job when nobody has."""
    if job.state == Job.State.WAITING:
        start(job)
    total = job.total if total is None else total
    _change(job, done=done, total=max(total, done) if total else 0, note=note)


def is_cancelled(job: Job) -> bool:
    """Return whether somebody asked the work to stop. Ask between chunks."""
    return Job.objects.filter(pk=job.pk).exclude(cancel_asked_at=None).exists()


@transaction.atomic
def ask_cancel(job: Job, *, by: Actor) -> Job:
    """Ask the work to stop at its next chunk. Raises `JobFinished`."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_finished:
        raise JobFinished(_("This work is already over."))
    if job.cancel_asked_at is None:
        job.cancel_asked_at = timezone.now()
        job.save(update_fields=["cancel_asked_at"])
        record("job.cancel_asked", by=by, on=job, **job.facts())
    return job


def finish(job: Job, *, result: dict[str, Any] | None = None, file: str = "") -> None:
    """Say that the work is done; `file` lies below MEDIA_ROOT."""
    done = max(job.done, job.total)
    _end(job, Job.State.DONE, done=done, note="", result=result or {}, file=file)


def cancel(job: Job, *, result: dict[str, Any] | None = None, file: str = "") -> None:
    """Say that the work stopped because somebody asked; what was done stays done."""
    _end(job, Job.State.CANCELLED, result=result or {}, file=file)


def fail(job: Job, note: str) -> None:
    """Say that the work failed, in words for the one who watches."""
    _end(job, Job.State.FAILED, note=note[:300])


def _end(job: Job, state: Job.State, **values: Any) -> None:
    _change(job, state=state, ended_at=timezone.now(), **values)


def _change(job: Job, **values: Any) -> None:
    if "note" in values:
        values["note"] = values["note"][:300]
    Job.objects.filter(pk=job.pk).update(**values)
    models.Model.refresh_from_db(job)
