import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tongxin.people.models import Person, Team
from tongxin.places.models import Place
from tongxin.vault.sealing import mask_name, unseal

from ..queries import EnrolmentQuerySet, SwapQuerySet
from .post import Part, Shift


class Enrolment(models.Model):
    """Places in a shift: a person's, a helper's without an account, or a team's without names."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for approval")
        JOINED = "joined", _("joined")
        WAITING = "waiting", _("on the waiting list")
        INVITED = "invited", _("invited: please confirm")
        DECLINED = "declined", _("declined")
        REFUSED = "refused", _("not chosen")
        CANCELLED = "cancelled", _("cancelled")
        LAPSED = "lapsed", _("the place went to others")

    HOLDING: ClassVar[list[str]] = ["joined", "invited"]
    STANDING: ClassVar[list[str]] = ["asked", "joined", "waiting", "invited"]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="enrolments")
    part = models.ForeignKey(Part, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    team = models.ForeignKey(  # with which team
        Team, models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    heads = models.PositiveSmallIntegerField(default=1)  # more than one: places still without names
    helper_name = models.CharField(max_length=60, blank=True)  # a helper without an account
    helper_phone_sealed = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State)
    asked_at = models.DateTimeField(default=timezone.now)  # order of the waiting list
    # Until when an invitation is confirmed, or a place held without a name gets one.
    confirm_by = models.DateTimeField(null=True, blank=True)
    recorder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)  # of a refusal, told to the person
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_again_at = models.DateTimeField(null=True, blank=True)
    client_key = models.CharField(max_length=64, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["shift", "part", "state", "asked_at"], name="enrolment_queue"),
            models.Index(fields=["state", "confirm_by"], name="enrolment_lapsing"),
            models.Index(fields=["person", "state"], name="enrolment_of_person"),
            models.Index(fields=["team", "state"], name="enrolment_of_team"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "person"],
                condition=Q(state__in=["asked", "joined", "waiting", "invited"]),
                name="a_person_stands_once_in_a_shift",
            ),
            models.UniqueConstraint(
                fields=["client_key"], condition=~Q(client_key=""), name="an_enrolment_is_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="invited") | Q(confirm_by__isnull=False),
                name="an_invitation_to_a_shift_has_a_time_box",
            ),
            models.CheckConstraint(
                condition=Q(heads=1) | (Q(heads__gt=1) & Q(person=None) & Q(helper_name="")),
                name="a_named_enrolment_is_one_head",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(team__isnull=False) | ~Q(helper_name=""),
                name="an_enrolment_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_name} {self.shift}"

    @property
    def is_standing(self) -> bool:
        return self.state in self.STANDING

    @property
    def is_placeholder(self) -> bool:
        """Whether the seat has no account behind it yet: a head-count, or a helper."""
        return self.person_id is None

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        tones = {"joined": "done", "waiting": "waiting", "invited": "waiting", "asked": "waiting"}
        return tones.get(self.state, "stopped")

    @property
    def shown_name(self) -> str:
        if self.person:
            return self.person.public_name
        if self.helper_name:
            return mask_name(self.helper_name)
        said = ngettext("%(team)s, %(n)s person", "%(team)s, %(n)s people", self.heads)
        return said % {"team": self.team, "n": self.heads}

    @property
    def roll_name(self) -> str:
        """The name as the roll has it: for who keeps it or leads the team, never in public."""
        return (self.person and self.person.name) or self.helper_name or self.shown_name

    @property
    def helper_phone(self) -> str:
        """The helper's phone, opened: for sending only."""
        return unseal(self.helper_phone_sealed, row=self.row("helper_phone"))

    def row(self, field: str) -> str:
        """What a sealed `field` of this enrolment is bound to."""
        return f"rosters.enrolment.{field}:{self.uid}"


class Swap(models.Model):
    """A place somebody offers to others, for nothing or for one of theirs (换班)."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN = "taken", _("waiting for approval")
        DONE = "done", _("done")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    given = models.ForeignKey(Enrolment, models.PROTECT, related_name="swaps")
    to = models.ForeignKey(  # null: anybody who may
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    wanted = models.ForeignKey(  # what is asked in return; null: nothing
        Enrolment, models.PROTECT, null=True, blank=True, related_name="swaps_wanted"
    )
    words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SwapQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["given"],
                condition=Q(state__in=["open", "taken"]),
                name="a_place_is_offered_once",
            ),
            models.CheckConstraint(
                condition=Q(wanted=None) | Q(to__isnull=False),
                name="a_swap_for_a_place_names_its_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_id} → {self.to_id or '*'}"

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"open": "waiting", "taken": "waiting", "done": "done"}.get(self.state, "stopped")


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class RosterFeed(models.Model):
    """A secret link to shifts (iCalendar): a person's own, a team's, or a station's."""

    person = models.OneToOneField(
        Person, models.CASCADE, null=True, blank=True, related_name="roster_feed"
    )
    team = models.OneToOneField(
        Team, models.CASCADE, null=True, blank=True, related_name="roster_feed"
    )
    place = models.OneToOneField(
        Place, models.CASCADE, null=True, blank=True, related_name="roster_feed"
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
                name="a_roster_feed_is_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"feed of {self.person or self.team or self.place}"
