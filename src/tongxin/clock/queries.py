from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from tongxin.journal.actors import Actor


class ErrandQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "ErrandQuerySet":
        """Errands nobody has carried yet."""
        return self.filter(sent_at=None, failed="")

    def due(self, now: datetime) -> "ErrandQuerySet":
        return self.waiting().filter(Q(not_before=None) | Q(not_before__lte=now))


class ScheduleQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> "ScheduleQuerySet":
        return self.filter(enabled=True, next_at__lte=now)


class JobQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Actor) -> "JobQuerySet":
        """Jobs the person opened; nobody else's."""
        if person.pk is None:
            return self.none()
        return self.filter(by=f"{person._meta.model_name}:{person.pk}")

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[self.model.State.WAITING, self.model.State.RUNNING])
