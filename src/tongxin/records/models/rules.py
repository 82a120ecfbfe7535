from django.db import models
from django.utils import timezone

from tongxin.people.models import Person


class RuleVersion(models.Model):
    """One version of the city's rules of hours, points and certificates. Never changed."""

    said = models.JSONField()  # see `rules.Rules`
    since = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.since:%Y-%m-%d}"
