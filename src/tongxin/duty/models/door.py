from django.core.validators import MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.rosters.models import Shift

from ..queries import ScreenQuerySet


class DoorTimes(models.Model):
    """When the door opens, how soon its code changes, who counts as late: the newest row holds."""

    opens_minutes = models.PositiveSmallIntegerField()  # before the start
    code_seconds = models.PositiveSmallIntegerField()  # a code is shown so long
    late_minutes = models.PositiveSmallIntegerField()  # after the start
    absent_minutes = models.PositiveSmallIntegerField()  # after the start: a no-show
    forgotten_minutes = models.PositiveSmallIntegerField()  # after the end: closed
    near_metres = models.PositiveIntegerField()  # farther is flagged
    device_people = models.PositiveSmallIntegerField()  # who check in with one phone in half a day
    absence_days = models.PositiveSmallIntegerField()  # until a no-show is forgotten
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.set_at:%Y-%m-%d}"


class Screen(models.Model):
    """A screen of a station that shows the code and takes check-ins, opened by a secret link."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)  # where it stands
    digest = models.CharField(max_length=32, unique=True, validators=[MinLengthValidator(32)])
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


class Handover(models.Model):
    """What one shift tells the next (交接)."""

    shift = models.OneToOneField(Shift, models.PROTECT, related_name="handover")
    words = models.TextField(_("words"), max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.shift_id}"
