import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import unseal

from ..queries import AccidentQuerySet
from .insurance import Policy


class Accident(models.Model):
    """Somebody was hurt on duty, and what was done about it (意外报告)."""

    class Gravity(models.TextChoices):
        LIGHT = "light", _("light: treated on the spot")
        DOCTOR = "doctor", _("seen by a doctor")
        HOSPITAL = "hospital", _("taken to hospital")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_key = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="accidents")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    occasion_key = models.CharField(max_length=40, blank=True, db_index=True)
    occasion_title = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    gravity = models.CharField(max_length=8, choices=Gravity)
    what_sealed = models.TextField(blank=True)
    done_sealed = models.TextField(blank=True)  # what was done at once
    outcome_sealed = models.TextField(blank=True)  # how it ended
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, blank=True, related_name="+")
    reported_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    insurer_told_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AccidentQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_key"], condition=~Q(client_key=""),
                name="an_accident_is_reported_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.happened_at:%Y-%m-%d} {self.occasion_title}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def row(self, field: str) -> str:
        """What a sealed `field` is bound to."""
        return f"protection.accident.{field}:{self.uid}"

    @property
    def what(self) -> str:
        """What happened, opened: for its owner, and who gives a reason."""
        return unseal(self.what_sealed, row=self.row("what"))

    @property
    def done(self) -> str:
        return unseal(self.done_sealed, row=self.row("done"))

    @property
    def outcome(self) -> str:
        return unseal(self.outcome_sealed, row=self.row("outcome"))
