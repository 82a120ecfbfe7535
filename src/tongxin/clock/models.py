from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .queries import ErrandQuerySet, JobQuerySet, ScheduleQuerySet


class Errand(models.Model):
    """A task asked for inside a transaction, on its way to the queue.

    Carried errands are kept a week (see `sweep`), so that one can see what was sent when.
    """

    task = models.CharField(max_length=200)  # dotted path of the task
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)  # due errands of one key are carried as one
    not_before = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    result_id = models.CharField(max_length=64, blank=True)  # the queue's name for it
    failed = models.TextField(blank=True)  # why it could not be carried

    objects = ErrandQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(sent_at=None),
                name="errand_waiting",
            ),
            models.Index(fields=["sent_at"], name="errand_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.key}".strip()


class Schedule(models.Model):
    """A task that recurs: every so many seconds, or daily at a local time."""

    name = models.CharField(max_length=100, unique=True)  # "needs.flag_overdue"
    task = models.CharField(max_length=200)
    every_seconds = models.PositiveIntegerField(null=True, blank=True)
    at = models.TimeField(null=True, blank=True)  # local time of day
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    last_errand = models.ForeignKey(Errand, models.SET_NULL, null=True, related_name="+")
    last_note = models.CharField(max_length=200, blank=True)
    enabled = models.BooleanField(default=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every_seconds__gte=1, at=None)
                | Q(every_seconds=None, at__isnull=False),
                name="schedule_recurs_one_way",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def after(self, now: datetime) -> datetime:
        """Return the first time after `now` at which it should run, in its own rhythm."""
        if self.at is None:
            every = timedelta(seconds=self.every_seconds or 1)
            missed = max(0, (now - self.next_at) // every)
            return self.next_at + (missed + 1) * every
        local = timezone.localtime(now)
        today = local.replace(
            hour=self.at.hour, minute=self.at.minute, second=self.at.second, microsecond=0
        )
        return today if today > local else today + timedelta(days=1)

    def missed(self, now: datetime) -> int:
        """Return how many runs, besides the one due, passed by unnoticed."""
        every = timedelta(seconds=self.every_seconds) if self.every_seconds else timedelta(days=1)
        return max(0, (now - self.next_at) // every)


class Lease(models.Model):
    """Something one process holds at a time, until it lets go or dies."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} held by {self.holder}"


class Beat(models.Model):
    """A sign of life: this process was alive and could write at `beaten_at`."""

    class Role(models.TextChoices):
        WORKER = "worker", _("worker")
        SCHEDULER = "scheduler", _("scheduler")

    name = models.CharField(max_length=64, primary_key=True)  # the worker's id
    role = models.CharField(max_length=16, choices=Role)
    beaten_at = models.DateTimeField()
    doing = models.CharField(max_length=200, blank=True)  # path of the task in hand

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Job(models.Model):
    """Long work somebody watches: what, how far, how long, and a way to stop it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting its turn")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("stopped")

    kind = models.CharField(max_length=64)  # "needs.import"
    title = models.CharField(max_length=200)  # for the person who watches
    by = models.CharField(max_length=64, db_index=True)  # journal key of the owner: "person:7"
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)  # 0: not known yet
    note = models.CharField(max_length=300, blank=True)  # the step at hand, or why it failed
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    file = models.CharField(max_length=300, blank=True)  # of the result, below MEDIA_ROOT
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.state not in {self.State.WAITING, self.State.RUNNING}

    @property
    def percent(self) -> int | None:
        """Whole per cent done; None while nobody knows how much there is."""
        return int(100 * self.done / self.total) if self.total else None

    def seconds_left(self, now: datetime) -> int | None:
        """Seconds left at the pace so far; None while that would be a guess."""
        if self.is_finished or not (self.started_at and self.total and self.done):
            return None
        pace = (now - self.started_at).total_seconds() / self.done
        return round(pace * (self.total - self.done))

    def facts(self) -> dict[str, Any]:
        """Return what the journal keeps of it."""
        return {"kind": self.kind, "done": self.done, "total": self.total, "state": self.state}
