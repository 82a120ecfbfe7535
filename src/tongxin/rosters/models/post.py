import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.needs.models import Urgency
from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import Place, ServiceClass, Site
from tongxin.vault.sealing import unseal
from tongxin.volunteers.models import QualificationKind

from ..queries import PostQuerySet, ShiftQuerySet
from .kinds import PostKind
from .request import Notice, Request


class Post(models.Model):
    """What somebody does at a place, as a request has it (岗位)."""

    Kind = PostKind

    class Flow(models.TextChoices):
        INSTANT = "instant", _("at once")
        APPROVAL = "approval", _("after approval")
        INVITATION = "invitation", _("by invitation")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        ENDED = "ended", _("ended")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="posts")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="posts")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+")
    venue = models.CharField(max_length=80, blank=True)  # where exactly, in words
    team = models.ForeignKey(  # who leads it
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit_only = models.ForeignKey(  # for one unit's own people
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    service_class = models.ForeignKey(ServiceClass, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind, blank=True, default=Kind.PLAIN)
    urgency = models.PositiveSmallIntegerField(  # of being there: what a plan fills first
        choices=Urgency, default=Urgency.III, db_default=Urgency.III
    )
    title = models.CharField(max_length=80)
    duties = models.TextField(max_length=2000)  # what one does there
    is_risky = models.BooleanField(default=False)
    needs_insurance = models.BooleanField(default=False)
    is_offline = models.BooleanField(default=True)  # at the place, not by phone or web
    risks = models.CharField(max_length=500, blank=True)
    guarantees = models.CharField(max_length=500, blank=True)
    flow = models.CharField(max_length=12, choices=Flow, default=Flow.INSTANT)
    cancel_hours = models.PositiveSmallIntegerField(default=12)  # one may still go, before start
    confirm_minutes = models.PositiveSmallIntegerField(default=120)  # for the waiting list's head
    contact_name = models.CharField(max_length=60, blank=True)  # told to the enrolled only
    contact_phone_sealed = models.TextField(blank=True)
    across_towns_by = models.ForeignKey(  # who allowed others' towns at levels I and II (rule 30)
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "place"], name="post_at_place")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="open") | Q(notice__isnull=False),
                name="an_open_post_has_its_notice",
            ),
            models.CheckConstraint(
                condition=Q(is_risky=False) | Q(needs_insurance=True),
                name="a_risky_post_is_insured",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"open": "done", "draft": "waiting"}.get(self.state, "stopped")

    @property
    def contact_phone(self) -> str:
        """The phone of whoever leads it, opened: for the enrolled and for sending."""
        return unseal(self.contact_phone_sealed, row=self.row("contact_phone"))

    @property
    def point(self) -> tuple[float, float] | None:
        """Return (latitude, longitude) in degrees of the site, or else of the place."""
        for spot in (self.site, self.place):
            if spot and spot.latitude is not None and spot.longitude is not None:
                return spot.latitude, spot.longitude
        return None

    @property
    def where(self) -> str:
        """The place in words, as printed."""
        spot = self.venue or (self.site.label if self.site and self.site.verified else "")
        return f"{self.place.label} {spot}".strip()

    def row(self, field: str) -> str:
        """What a sealed `field` of this post is bound to."""
        return f"rosters.post.{field}:{self.uid}"


class Part(models.Model):
    """A role in every shift of a post: how many, with what qualification, of which team."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=40)
    minimum = models.PositiveSmallIntegerField(default=1)  # fewer: the shift is short
    maximum = models.PositiveSmallIntegerField(default=1)  # places in each shift
    qualification = models.ForeignKey(  # verified and unexpired (rule 25); null: none
        QualificationKind, models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(  # kept for this team; null: for everybody
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    whole_team = models.BooleanField(default=False)  # the leader brings them, nobody joins alone
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "name"], name="a_part_is_named_once"),
            models.CheckConstraint(
                condition=Q(maximum__gte=1) & Q(minimum__lte=F("maximum")),
                name="a_part_has_a_place_and_no_more_than_its_most",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """A post at a time (班次)."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the calendar's
    post = models.ForeignKey(Post, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True)  # of a cancellation
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry (RFC 5545)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="shift_coming"),
            models.Index(fields=["post", "starts_at"], name="shift_of_post"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_shift_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["post", "starts_at"], condition=Q(state="open"),
                name="a_post_has_one_shift_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.post} {timezone.localtime(self.starts_at):%m-%d %H:%M}"

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def leave_by(self) -> datetime:
        """Until when one may still give the place back."""
        return self.starts_at - timedelta(hours=self.post.cancel_hours)


class Template(models.Model):
    """A post to make again: what it says, its parts and its usual hours."""

    name = models.CharField(max_length=60, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    post = models.JSONField(default=dict)  # fields of a post, by name
    parts = models.JSONField(default=list)  # fields of each part
    hours = models.JSONField(default=list)  # [["08:00", 240], …]: start and minutes, local time
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
