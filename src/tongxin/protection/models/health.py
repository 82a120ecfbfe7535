import json
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place, ResponseLevel
from tongxin.vault.sealing import unseal

from ..queries import CaseQuerySet, DeclarationQuerySet


class Destruction(models.Model):
    """What was kept for an emergency goes: proposed by one, approved by another (rule 9)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for approval")
        DONE = "done", _("destroyed")

    emergency = models.OneToOneField(ResponseLevel, models.PROTECT, related_name="destruction")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    counts = models.JSONField(default=dict)  # what: how many
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the uids that went
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
                name="nobody_approves_their_own_destruction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.emergency} {self.state}"


class Declaration(models.Model):
    """What somebody said of their health on a day, before going on duty (健康申报)."""

    class Verdict(models.TextChoices):
        FIT = "fit", _("fit for duty")
        UNFIT = "unfit", _("not for duty today")
        MISTAKEN = "mistaken", _("entered by mistake")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="declarations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")  # where they are at home
    day = models.DateField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    facts_sealed = models.TextField(blank=True)  # "" once they were thrown away
    emergency = models.ForeignKey(
        ResponseLevel, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["day", "verdict"], name="declaration_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day", "verdict"], condition=~Q(verdict="mistaken"),
                name="one_declaration_of_a_kind_a_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day} {self.verdict}"

    @property
    def is_unfit(self) -> bool:
        return self.verdict == self.Verdict.UNFIT

    @property
    def tone(self) -> str:
        return {"fit": "done", "unfit": "stopped"}.get(self.verdict, "plain")

    def row(self) -> str:
        """What the sealed facts are bound to."""
        return f"protection.declaration:{self.uid}"

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, opened: for its owner, and who gives a reason; {}: thrown away."""
        said = unseal(self.facts_sealed, row=self.row())
        return dict(json.loads(said)) if said else {}


class Case(models.Model):
    """Somebody fell unwell: no duty until somebody else has cleared it (rule 37)."""

    class State(models.TextChoices):
        OPEN = "open", _("not cleared")
        CLEARED = "cleared", _("cleared")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    occasion_key = models.CharField(max_length=40, blank=True, db_index=True)
    occasion_title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    what_sealed = models.TextField(blank=True)
    emergency = models.ForeignKey(
        ResponseLevel, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    cleared_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    grounds_sealed = models.TextField(blank=True)  # on which grounds it was cleared

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="open"), name="one_open_case_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(cleared_by=None),
                name="a_cleared_case_names_who_cleared_it",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by=None) | ~Q(cleared_by=models.F("person")),
                name="nobody_clears_their_own_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def tone(self) -> str:
        return "waiting" if self.is_open else "done"

    def row(self, field: str) -> str:
        """What a sealed `field` is bound to."""
        return f"protection.case.{field}:{self.uid}"

    @property
    def what(self) -> str:
        """What happened, opened: for its owner, and who gives a reason."""
        return unseal(self.what_sealed, row=self.row("what"))

    @property
    def grounds(self) -> str:
        return unseal(self.grounds_sealed, row=self.row("grounds"))
