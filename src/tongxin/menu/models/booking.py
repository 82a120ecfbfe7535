import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.needs.models import Need
from tongxin.needs.models.need import new_tracking_code
from tongxin.people.models import Person, Team
from tongxin.places.models import Place
from tongxin.vault.sealing import mask_name, unseal

from ..queries import BookingQuerySet
from .service import Session


class Booking(models.Model):
    """Seats somebody asked for in a session (点单)."""

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        WAITING = "waiting", _("on the waiting list")
        INVITED = "invited", _("a seat is free: please confirm")
        CANCELLED = "cancelled", _("cancelled")
        LAPSED = "lapsed", _("the seat went to others")
        ATTENDED = "attended", _("attended")
        MISSED = "missed", _("did not come")

    HOLDING: ClassVar[list[str]] = ["booked", "invited", "attended", "missed"]
    STANDING: ClassVar[list[str]] = ["booked", "waiting", "invited"]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_tracking_code)
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    guest_name = models.CharField(max_length=60, blank=True)  # an elder without an account
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    recorder = models.ForeignKey(Person, models.PROTECT, related_name="bookings_recorded")
    need = models.ForeignKey(  # the need this booking answers, when there is one
        Need, models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    seats = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State)
    asked_at = models.DateTimeField(default=timezone.now)  # order of the waiting list
    confirm_by = models.DateTimeField(null=True, blank=True)  # of an invitation
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_again_at = models.DateTimeField(null=True, blank=True)
    client_key = models.CharField(max_length=64, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["session", "state", "asked_at"], name="booking_queue"),
            models.Index(fields=["state", "confirm_by"], name="booking_lapsing"),
            models.Index(fields=["person", "state"], name="booking_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state__in=["booked", "waiting", "invited"]),
                name="a_person_books_a_session_once",
            ),
            models.UniqueConstraint(
                fields=["session", "phone_index"],
                condition=Q(state__in=["booked", "waiting", "invited"]) & ~Q(phone_index=""),
                name="a_guest_is_booked_once",
            ),
            models.UniqueConstraint(
                fields=["client_key"], condition=~Q(client_key=""), name="a_booking_is_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="invited") | Q(confirm_by__isnull=False),
                name="an_invitation_has_a_time_box",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=6), name="a_booking_is_one_to_six_seats"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.shown_name} {self.session}"

    @property
    def is_standing(self) -> bool:
        return self.state in self.STANDING

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        tones = {"booked": "active", "waiting": "waiting", "invited": "waiting", "attended": "done"}
        return tones.get(self.state, "stopped")

    @property
    def shown_name(self) -> str:
        return self.person.public_name if self.person else mask_name(self.guest_name)

    @property
    def phone(self) -> str:
        """The guest's phone, opened: for sending only."""
        return unseal(self.phone_sealed, row=self.row("phone"))

    def row(self, field: str) -> str:
        """What a sealed `field` of this booking is bound to."""
        return f"menu.booking.{field}:{self.uid}"


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """A secret link to sessions (iCalendar): a person's own, a team's, or a station's."""

    person = models.OneToOneField(
        Person, models.CASCADE, null=True, blank=True, related_name="calendar_feed"
    )
    team = models.OneToOneField(
        Team, models.CASCADE, null=True, blank=True, related_name="calendar_feed"
    )
    place = models.OneToOneField(
        Place, models.CASCADE, null=True, blank=True, related_name="calendar_feed"
    )
    secret = models.CharField(max_length=48, unique=True, default=new_secret)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(person__isnull=False, team=None, place=None)
                    | Q(person=None, team__isnull=False, place=None)
                    | Q(person=None, team=None, place__isnull=False)
                ),
                name="a_calendar_feed_is_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"feed of {self.person or self.team or self.place}"
