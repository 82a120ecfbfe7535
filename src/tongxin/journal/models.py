from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from .queries import AppendOnly, EntryQuerySet


class Entry(models.Model):
    """One thing that happened. Written once, never changed.

    Holds no foreign keys on purpose: the journal must outlive the rows it
    speaks about, and must be readable when their tables are gone.
    """

    verb = models.CharField(max_length=64)  # "need.closed"
    by = models.CharField(max_length=64, db_index=True)  # "person:42"
    on = models.CharField(max_length=64, db_index=True)  # "need:17"
    place = models.CharField(max_length=80, blank=True)  # path of the place it happened at
    reason = models.TextField(blank=True)  # why, where the rules ask for one
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    happened_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.on} by {self.by}"

    def said(self) -> list[Any]:
        """Return what the seal covers, in a fixed order."""
        when = self.happened_at.isoformat()
        return [self.pk, self.verb, self.by, self.on, self.place, self.reason, self.facts, when]


class Seal(models.Model):
    """One link: the digest of an entry and of the link before it."""

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … without gaps
    entry = models.OneToOneField(Entry, models.DO_NOTHING, db_constraint=False)
    digest = models.CharField(max_length=64)  # SHA-256, hexadecimal

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"
