import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from ..queries import BatchQuerySet, SeatQuerySet
from .course import Course


class Batch(models.Model):
    """A course given at a time and a place, for so many (期)."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="batches")
    place = models.ForeignKey(Place, models.PROTECT, related_name="training_batches")
    venue = models.CharField(max_length=80, blank=True)
    link = models.URLField(blank=True)  # of an online batch; shown to who has a place
    trainer = models.ForeignKey(Person, models.PROTECT, related_name="batches_trained")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()  # places
    confirm_minutes = models.PositiveSmallIntegerField(default=240)  # for the waiting list's head
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True)  # of a cancellation

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["state", "starts_at"], name="batch_coming")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="batch_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="batch_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {timezone.localtime(self.starts_at):%m-%d %H:%M}"

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_online(self) -> bool:
        return bool(self.link)


class Seat(models.Model):
    """A person's place in a batch, and whether they came."""

    class State(models.TextChoices):
        BOOKED = "booked", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        INVITED = "invited", _("a place is free: please confirm")
        CANCELLED = "cancelled", _("cancelled")
        LAPSED = "lapsed", _("the place went to others")
        ATTENDED = "attended", _("attended")
        MISSED = "missed", _("did not come")

    HOLDING: ClassVar[list[str]] = ["booked", "invited", "attended", "missed"]
    STANDING: ClassVar[list[str]] = ["booked", "waiting", "invited"]

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="training_seats")
    state = models.CharField(max_length=12, choices=State)
    asked_at = models.DateTimeField(default=timezone.now)  # order of the waiting list
    confirm_by = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(  # who called the roll; the examiner: by the code of the hour
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["batch", "state", "asked_at"], name="seat_queue"),
            models.Index(fields=["state", "confirm_by"], name="seat_lapsing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person"],
                condition=~Q(state__in=["cancelled", "lapsed"]),
                name="a_person_has_one_place_in_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(state="invited") | Q(confirm_by__isnull=False),
                name="an_invited_seat_has_a_time_box",
            ),
            models.CheckConstraint(
                condition=Q(marked_by=None) | ~Q(marked_by=F("person")),
                name="nobody_marks_their_own_attendance",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} in {self.batch_id}: {self.state}"

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        tones = {"booked": "active", "waiting": "waiting", "invited": "waiting", "attended": "done"}
        return tones.get(self.state, "stopped")
