import json
from typing import Any

from django.db import models
from django.utils import timezone

from tongxin.clock.models import Job
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import seal, unseal

from ..intake.reasons import sentence
from ..queries import IntakeQuerySet


class Intake(models.Model):
    """One file of somebody else's list, on its way in."""

    name = models.CharField(max_length=200)  # of the file, as it was called
    file = models.FileField(upload_to="intakes/", blank=True)  # gone once every row is dealt with
    digest = models.CharField(max_length=64, db_index=True)  # SHA-256 of the file
    source = models.CharField(max_length=60)  # which board or list: numbers are unique within it
    encoding = models.CharField(max_length=16, blank=True)  # of a CSV: utf-8, utf-16 or gb18030
    headings = models.JSONField(default=list)  # the header line, as it stands in the file
    columns = models.JSONField(default=dict)  # {"header": 1, "words": 4, "ref": 0}: see intake
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")  # where none is named
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0)  # with anything in them, below the header
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # were here already
    next_row = models.PositiveIntegerField(default=0)  # where a killed import goes on
    created_at = models.DateTimeField(default=timezone.now)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether its rows are being taken right now, or wait for their turn."""
        return self.job is not None and not self.job.is_finished

    @property
    def is_done(self) -> bool:
        """Whether every row was dealt with."""
        return self.job is not None and self.job.state == Job.State.DONE


class RefusedRow(models.Model):
    """A row that could not become a need, and why. Its cells are sealed: phones stand in them."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="refused")
    number = models.PositiveIntegerField()  # as the spreadsheet counts: the first line is 1
    code = models.CharField(max_length=32)  # of the reason, see intake.reasons
    values = models.JSONField(default=dict)  # what the reason speaks of
    cells_sealed = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "number"], name="a_row_is_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.code}"

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        return sentence(self.code, self.values)

    @property
    def cells(self) -> list[str]:
        """The cells, opened: for the one who brought the file."""
        cells: list[str] = json.loads(unseal(self.cells_sealed, row=self.row()) or "[]")
        return cells

    @property
    def told(self) -> str:
        """What stands in the row, in one line."""
        return " · ".join(filter(None, self.cells))

    def seal_cells(self, cells: list[Any]) -> None:
        """Keep the cells so that only this row opens them."""
        self.cells_sealed = seal(json.dumps(cells, ensure_ascii=False), row=self.row())

    def row(self) -> str:
        """What the sealed cells are bound to."""
        return f"needs.refusedrow:{self.intake_id}:{self.number}"
