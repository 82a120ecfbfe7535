import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.needs.models import Need
from tongxin.people.models import Person, Team
from tongxin.places.models import Place, Platform

from ..queries import ServiceQuerySet, SessionQuerySet


class Service(models.Model):
    """What a team offers to many, in answer to a group of needs (rule 19)."""

    class Mode(models.TextChoices):
        ARTICLE = "article", _("article")
        VIDEO = "video", _("video")
        COURSE = "course", _("course")
        LIVE = "live", _("live session")
        BOOKING = "booking", _("by booking")
        DOOR = "door", _("at the door")
        PHONE = "phone", _("by phone")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("waiting for approval")
        OPEN = "open", _("open")
        ENDED = "ended", _("ended")

    # Modes one comes to at a time: they have sessions.
    TIMED = ("course", "live", "booking", "door", "phone")

    team = models.ForeignKey(Team, models.PROTECT, related_name="services")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="services")
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)  # of an article; plain paragraphs
    link = models.URLField(blank=True)  # of a video or a live session
    mode = models.CharField(max_length=8, choices=Mode)
    topic = models.CharField(max_length=60, blank=True, db_index=True)  # the group it answers
    places = models.ManyToManyField(Place, related_name="services")  # where it is offered
    capacity = models.PositiveSmallIntegerField(default=20)  # of a session, unless it says so
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    returned_because = models.CharField(max_length=200, blank=True)  # why it was not approved
    composed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    composed_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["-composed_at", "-pk"]
        indexes = [
            models.Index(fields=["platform", "state"], name="service_by_platform"),
            models.Index(fields=["team", "state"], name="service_by_team"),
            models.Index(fields=["state", "-composed_at", "-id"], name="service_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="service_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        until = self.valid_until
        return self.state == self.State.OPEN and (until is None or until > now)

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"open": "done", "proposed": "waiting", "draft": "plain"}.get(self.state, "stopped")

    @property
    def is_timed(self) -> bool:
        """Whether one comes to it at a time, and so books a session."""
        return self.mode in self.TIMED


class Answer(models.Model):
    """A need that a service answers; gathered when it is composed, told when it opens."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="answers")
    need = models.ForeignKey(Need, models.PROTECT, related_name="answers")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "need"], name="a_need_is_answered_once_by_it"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id} answers {self.need_id}"


class Session(models.Model):
    """A service at a time and a place, with so many seats."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # of the calendar entry
    service = models.ForeignKey(Service, models.PROTECT, related_name="sessions")
    place = models.ForeignKey(Place, models.PROTECT, related_name="sessions")
    venue = models.CharField(max_length=80, blank=True)  # the room, or the link's name
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()  # seats
    confirm_minutes = models.PositiveSmallIntegerField(default=120)  # for the waiting list's head
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True)  # of a cancellation
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry (RFC 5545)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="session_coming"),
            models.Index(fields=["place", "starts_at"], name="session_at_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_a_seat"),
        ]

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    def __str__(self) -> str:
        return f"{self.service} {timezone.localtime(self.starts_at):%m-%d %H:%M}"
