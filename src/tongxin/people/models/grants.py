from django.db import models
from django.utils import timezone

from tongxin.places.models import Place

from ..powers import POWERS, ROLE_NAMES
from ..queries import GrantQuerySet
from .persons import Person


class Grant(models.Model):
    """A role held by a person at a place and everywhere below it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=[(role, role) for role in POWERS])
    place = models.ForeignKey(Place, models.PROTECT, related_name="grants")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="grants_given")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["place__path", "role"]

    @property
    def role_name(self) -> str:
        return str(ROLE_NAMES.get(self.role, self.role))

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.place}"
