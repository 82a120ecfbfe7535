import secrets
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import Place, Platform, ServiceClass
from tongxin.vault.sealing import mask_name, unseal

from ..queries import NeedQuerySet
from .states import JUMPS, OPEN, PUBLIC

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else


def new_tracking_code() -> str:
    """Return 12 characters nobody can guess (59 bits), as K7QM2Z9DR4VT."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class Route(models.TextChoices):
    """Where a need belongs (the triage guide)."""

    MENU = "menu", _("Service menu")
    HANDS = "hands", _("Volunteers' hands")
    REFER = "refer", _("Another department")
    EMERGENCY = "emergency", _("Emergency")


class Urgency(models.IntegerChoices):
    I = 1, _("I · life or safety, within hours")  # noqa: E741
    II = 2, _("II · essentials or treatment, within a day")
    III = 3, _("III · within a week")
    IV = 4, _("IV · can wait")


TONES = {
    "pending": "waiting", "listed": "waiting", "referred": "active", "dispatched": "active",
    "accepted": "active", "in_service": "active", "completed": "done", "reviewed": "done",
    "closed": "done", "rejected": "stopped", "withdrawn": "stopped", "merged": "plain",
}  # fmt: skip


class Need(models.Model):
    """What one resident told us is lacking, and how far its answer has come."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for review")
        REJECTED = "rejected", _("Not accepted")
        LISTED = "listed", _("On the list")
        REFERRED = "referred", _("Referred")
        DISPATCHED = "dispatched", _("Sent to a team")
        ACCEPTED = "accepted", _("Accepted")
        IN_SERVICE = "in_service", _("Being served")
        COMPLETED = "completed", _("Done, waiting for your view")
        REVIEWED = "reviewed", _("Reviewed")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        MERGED = "merged", _("Joined with the same need")

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        DOORSTEP = "doorstep", _("at the door")
        PHONE = "phone", _("by phone")
        IMPORT = "import", _("imported")
        API = "api", _("interface")
        OPEN311 = "open311", _("Open311")
        HOTLINE = "hotline", _("hotline")
        BOOKING = "booking", _("booking")

    JUMPS: ClassVar[dict[str, set[str]]] = JUMPS
    OPEN: ClassVar[list[str]] = OPEN
    PUBLIC: ClassVar[list[str]] = PUBLIC

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tracking_code = models.CharField(max_length=12, unique=True, default=new_tracking_code)
    channel = models.CharField(max_length=16, choices=Channel)
    place = models.ForeignKey(Place, models.PROTECT, related_name="needs")
    words = models.TextField(max_length=5000)  # as the resident put it
    public_words = models.TextField(blank=True)  # what everybody may read, written at listing
    language = models.CharField(max_length=8, default="zh-hans")

    # Who asks (rule 13). The requester need not have an account; the recorder wrote it down.
    requester = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="needs_raised"
    )
    requester_name = models.CharField(max_length=60, blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    location_sealed = models.TextField(blank=True)  # exact address, or JSON with a point
    recorder = models.ForeignKey(Person, models.PROTECT, related_name="needs_recorded")
    on_behalf = models.BooleanField(default=False)  # the recorder may review in the elder's name

    # What it is: decided by a person, proposed by the machine (rule 21).
    route = models.CharField(max_length=12, choices=Route, blank=True)
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="needs"
    )
    service_class = models.ForeignKey(
        ServiceClass, models.PROTECT, null=True, blank=True, related_name="needs"
    )
    refer_to = models.CharField(max_length=60, blank=True)  # "12345", or a department's name
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.IV)
    needed_by = models.DateTimeField(null=True, blank=True)
    risks = models.JSONField(default=list, blank=True)  # flags: "minor", "elder_alone", "danger" …
    topic = models.CharField(max_length=60, blank=True, db_index=True)  # groups like needs

    # How far it has come.
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    state_since = models.DateTimeField(default=timezone.now)
    noted_at = models.DateTimeField(null=True, blank=True)  # the requester added something
    due_at = models.DateTimeField(null=True, blank=True)  # when this state becomes late (rule 20)
    risen_to = models.CharField(max_length=80, blank=True)  # path of the desk a late one rose to
    reason = models.CharField(max_length=300, blank=True)  # of a rejection, told to the requester
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="needs")
    department = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="needs_referred"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    times_reopened = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    # Sent twice is kept once.
    client_key = models.CharField(max_length=64, blank=True)  # made by the sender
    source = models.CharField(max_length=60, blank=True)  # a message board, a client of the API
    source_ref = models.CharField(max_length=80, blank=True)  # its number there

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(fields=["place", "state", "urgency"], name="need_by_place_and_state"),
            models.Index(fields=["state", "urgency", "state_since", "id"], name="need_desk_order"),
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN), name="need_open_due"),
            models.Index(fields=["state", "raised_at"], name="need_state_raised"),
            models.Index(fields=["-raised_at", "-id"], name="need_newest_first"),
            models.Index(fields=["team", "state"], name="need_by_team"),
            models.Index(
                fields=["risen_to", "state", "urgency", "state_since", "id"], name="need_risen"
            ),
            models.Index(fields=["platform", "state"], name="need_by_platform"),
            # Those below hold all that is asked of them, so that the rows are left alone.
            models.Index(fields=["completed_at", "state", "raised_at"],
                         condition=Q(completed_at__isnull=False), name="need_completed"),
            models.Index(fields=["state", "route", "platform", "topic", "place", "raised_at"],
                         condition=Q(state="listed"), name="need_waits_for_menu"),
            models.Index(name="need_fared", fields=[
                "place", "raised_at", "state", "merged_into", "completed_at", "needed_by",
            ]),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["client_key"], condition=~Q(client_key=""), name="a_need_is_sent_once"
            ),
            models.UniqueConstraint(
                fields=["source", "source_ref"], condition=~Q(source_ref=""),
                name="a_need_is_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="a_merged_need_names_the_one_it_joined",
            ),
            models.CheckConstraint(
                condition=~Q(route="emergency") | Q(urgency=1), name="an_emergency_is_urgency_one"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words[:40]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def tone(self) -> str:
        """How its state is coloured: waiting, active, done, stopped or plain."""
        return TONES[self.state]

    @property
    def standing(self) -> "Need":
        """The need this one was joined with, or itself: whose state counts."""
        return self.merged_into or self

    def may_become(self, state: str) -> bool:
        return state in self.JUMPS[self.state]

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < now

    @property
    def shown_words(self) -> str:
        """What everybody may read."""
        return self.public_words or self.words

    @property
    def masked_name(self) -> str:
        return mask_name(self.requester_name)

    @property
    def phone(self) -> str:
        """The phone, opened: for sending and for reveals with a reason, never for lists."""
        return unseal(self.phone_sealed, row=self.row("phone"))

    def row(self, field: str) -> str:
        """What a sealed `field` of this need is bound to."""
        return f"needs.need.{field}:{self.uid}"

    @property
    def tracking_code_shown(self) -> str:
        """K7QM-2Z9D-R4VT."""
        code = self.tracking_code
        return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


class Step(models.Model):
    """One step of a need, as its requester may read it."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=Need.State)
    note = models.CharField(max_length=500, blank=True)  # shown to the requester
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.need_id} {self.state}"


class Assignment(models.Model):
    """A need in the hands of a team: kept after it went elsewhere (rule 16)."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DONE = "done", _("done")
        RETURNED = "returned", _("given back")
        CANCELLED = "cancelled", _("taken back")

    need = models.ForeignKey(Need, models.CASCADE, related_name="assignments")
    team = models.ForeignKey(Team, models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=12, choices=State, default=State.OFFERED)
    reason = models.CharField(max_length=300, blank=True)  # of a return or a cancellation
    report = models.TextField(blank=True)  # the closing report (rule 17)
    answer_url = models.CharField(max_length=200, blank=True)  # the service that answered
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(state__in=["offered", "accepted"]),
                name="a_need_is_in_one_teams_hands",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.need_id} → {self.team}"


def picture_path(picture: Any, _filename: str) -> str:
    return f"needs/{timezone.now():%Y%m}/{uuid.uuid4().hex}.jpg"


class Picture(models.Model):
    """A photo that came with a need, re-encoded; for staff and the requester only."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="pictures")
    file = models.FileField(upload_to=picture_path)

    def __str__(self) -> str:
        return self.file.name or ""
