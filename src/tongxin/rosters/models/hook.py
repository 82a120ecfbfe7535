from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.vault.sealing import unseal


class Hook(models.Model):
    """Another system that is told of every notice (Standard Webhooks)."""

    label = models.CharField(max_length=60)
    url = models.URLField(max_length=300)
    secret_sealed = models.TextField(null=True, blank=True)  # signs what it gets; null: the house's
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)  # told nothing until resumed
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["label", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def secret(self) -> str:
        """The secret, opened: for signing, and once for whoever made it."""
        return unseal(self.secret_sealed or "", row=self.row())

    def row(self) -> str:
        """What the sealed secret is bound to."""
        return f"rosters.hook.secret:{self.url}"

    @property
    def is_told(self) -> bool:
        return self.stopped_at is None and self.retired_at is None

    @property
    def state_said(self) -> str:
        if self.retired_at:
            return str(_("removed"))
        return str(_("stopped")) if self.stopped_at else str(_("is told"))

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return "done" if self.is_told else "stopped"
