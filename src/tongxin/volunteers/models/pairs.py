from django.db import models
from django.utils import timezone

from tongxin.people.models import Person

from .volunteer import Volunteer


class Apart(models.Model):
    """Two who look alike, and somebody said that they are two."""

    first = models.ForeignKey(Volunteer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Volunteer, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_is_held_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="a_pair_has_one_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
