from django.db import models
from django.utils import timezone

from tongxin.people.models import Person
from tongxin.rosters.models import Enrolment, Part, Shift

from ..queries import OfferQuerySet
from .plan import Plan


class Offer(models.Model):
    """A place kept for somebody until they answer (派单). Its state is the enrolment's."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="offer")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="offers"
    )  # null: a repair
    wave = models.PositiveSmallIntegerField(default=1)  # of this shift: the first asked, the next…
    metres = models.PositiveIntegerField(default=0)  # of the way
    cause = models.CharField(max_length=24, blank=True)  # of a repair: declined, silent, unwell …
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["sent_at"], name="offer_lately")]

    def __str__(self) -> str:
        return f"offer {self.enrolment_id}"

    @property
    def km(self) -> str:
        """The way, as people read it."""
        return f"{self.metres / 1000:.1f}"


class Call(models.Model):
    """A word to many about free places: the first who press have them (抢单)."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="calls")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()  # written to
    places = models.PositiveIntegerField()  # free at that moment
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"call {self.shift_id} → {self.people}"
