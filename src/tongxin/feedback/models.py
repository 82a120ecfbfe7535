import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.menu.models import Booking, Edition, Service
from tongxin.moderation.models import Submission
from tongxin.needs.models import Need
from tongxin.people.models import Person, Team
from tongxin.places.models import Place

from .queries import ReceiptQuerySet, ReviewQuerySet, SuggestionQuerySet, last_answer

__all__ = ["Receipt", "Review", "Suggestion", "Tally", "last_answer", "new_token"]


def new_token() -> str:
    return secrets.token_urlsafe(18)


class Receipt(models.Model):
    """An invitation, to the one who asked, to say how it was. One for each need, booking, reader.

    Team, service, place and times are copied here so that figures need no joins across the house
    and stay true when a need is sent elsewhere later.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)  # opens it, no login
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="receipts")
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, blank=True, related_name="receipt"
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    proxy = models.ForeignKey(  # the recorder, when the elder cannot answer (rule 17)
        Person, models.PROTECT, null=True, blank=True, related_name="receipts_as_proxy"
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="receipts")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="receipts")
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    asked_at = models.DateTimeField()  # when the need was raised or the seat was asked for
    answered_at = models.DateTimeField()  # when it was completed; tells one answer from the next
    invited_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        indexes = [
            models.Index(fields=["team", "answered_at"], name="receipt_by_team"),
            models.Index(fields=["service", "answered_at"], name="receipt_by_service"),
            models.Index(fields=["place", "answered_at"], name="receipt_by_place"),
            models.Index(fields=["answered_at"], name="receipt_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "answered_at"],
                name="a_need_is_reviewed_once_each_time_it_is_answered",
            ),
            models.UniqueConstraint(
                fields=["edition", "person"], name="a_reader_reviews_an_edition_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(need__isnull=False, booking=None, edition=None)
                    | Q(need=None, booking__isnull=False, edition=None)
                    | Q(need=None, booking=None, edition__isnull=False)
                ),
                name="a_receipt_is_for_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"

    @property
    def subject(self) -> Need | Service | Edition | None:
        """What it is about, as the desk reads it."""
        return self.need or self.service or self.edition

    @property
    def need_behind(self) -> Need | None:
        """The need itself, or the one its booking was to answer."""
        return self.booking.need if self.booking else self.need


class Review(models.Model):
    """What was said: once, by the one who asked or the recorded proxy."""

    class Solved(models.TextChoices):
        YES = "yes", _("solved")
        PARTLY = "partly", _("partly")
        NO = "no", _("not solved")

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="review")
    solved = models.CharField(max_length=8, choices=Solved)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)  # 1..5
    helped = models.JSONField(default=list, blank=True)  # codes of what helped
    comment = models.OneToOneField(
        Submission, models.PROTECT, null=True, blank=True, related_name="review"
    )
    by_proxy = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="review_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"
            )
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.solved} {self.stars}"

    @property
    def tone(self) -> str:
        """How the answer is coloured."""
        return {"yes": "done", "partly": "waiting"}.get(self.solved, "stopped")


class Tally(models.Model):
    """Receipts answered on one day at one place by one team and service, added up.

    Kept by the actions that write receipts and reviews, in the same transaction, so that a figure
    adds up few lines instead of many receipts. Receipts keep their day, place, team and service.
    """

    COUNTS = ("asked", "yes", "partly", "no", "starred", "stars")

    day = models.DateField()  # of `Receipt.answered_at`, in the city's time
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked = models.PositiveIntegerField(default=0)  # invited
    yes = models.PositiveIntegerField(default=0)  # said: solved
    partly = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    starred = models.PositiveIntegerField(default=0)  # gave stars
    stars = models.PositiveIntegerField(default=0)  # of all who gave any, together

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "day", "place", Coalesce("team", 0), Coalesce("service", 0), name="one_tally_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.place_id} {self.asked}"


class Suggestion(models.Model):
    """How it could be better: has an owner, an answer and a due date (建议)."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        OWNED = "owned", _("being looked into")
        ANSWERED = "answered", _("answered")

    words = models.OneToOneField(Submission, models.PROTECT, related_name="suggestion")
    author = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    token = models.CharField(max_length=32, unique=True, default=new_token)
    place = models.ForeignKey(Place, models.PROTECT, related_name="suggestions")
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="suggestions_owned"
    )
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="suggestion_desk")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="owned") | Q(owner__isnull=False),
                name="an_owned_suggestion_has_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""),
                name="an_answered_suggestion_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"answered": "done", "owned": "active"}.get(self.state, "waiting")

    def is_overdue(self, now: datetime) -> bool:
        return self.state != self.State.ANSWERED and self.due_at < now
