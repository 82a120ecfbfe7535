import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import mask_name

from ..queries import CreditQuerySet, LinkQuerySet
from ..wording import flags_in_words, shown_hours


class Credit(models.Model):
    """One line of the ledger of hours (rule 43). Written once, never changed.

    A correction is another line that names the one it corrects; the last of them stands. `change`
    is what a line adds to the book, so every total is a plain sum.
    """

    class Kind(models.TextChoices):
        VERIFIED = "verified", _("verified by check-in and check-out")
        MADE_UP = "made_up", _("made up with proof")
        JOINED = "joined", _("taken over from a merged entry")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="credits")  # whose it is now
    earned_by = models.BigIntegerField()  # whose it was when written; the chain covers it
    name = models.CharField(max_length=60)  # as it was then
    number = models.CharField(max_length=20, blank=True)  # of the volunteer
    occasion = models.CharField(max_length=40, db_index=True)  # "shift:17"
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="credits")
    where = models.CharField(max_length=120)
    content = models.CharField(max_length=500, blank=True)
    client = models.CharField(max_length=120, blank=True)  # who was served
    service_class = models.CharField(max_length=24, blank=True)
    starts_at = models.DateTimeField()  # the planned window
    ends_at = models.DateTimeField()
    came_at = models.DateTimeField()  # what the door saw, or the proof says
    left_at = models.DateTimeField()
    served_from = models.DateTimeField()  # what of it lies in the window
    served_until = models.DateTimeField()
    pauses_minutes = models.PositiveSmallIntegerField(default=0)
    day = models.DateField()  # local day the service began: the daily cap counts by it
    minutes = models.PositiveIntegerField()  # what counts now
    change = models.IntegerField()  # to the book: the minutes, less those of the line corrected
    flags = models.JSONField(default=list)  # what was unusual: see `wording.FLAGS`
    device = models.CharField(max_length=64, blank=True)  # keyed digest
    principal = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(max_length=300, blank=True)  # of a correction
    rules = models.PositiveIntegerField(default=0)  # version it was reckoned by
    entered_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["-served_from", "-pk"]
        indexes = [
            models.Index(fields=["person", "served_from"], name="credit_of_person"),
            models.Index(fields=["place", "day"], name="credit_at_place"),
            models.Index(fields=["day", "device"], condition=~Q(device=""), name="credit_device"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "occasion"], condition=Q(corrects=None, kind="verified"),
                name="one_occasion_is_verified_once_for_a_person",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="a_correction_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(corrects=None) | Q(change=F("minutes")),
                name="a_first_line_adds_its_minutes",
            ),
            models.CheckConstraint(
                condition=Q(served_from__gte=F("starts_at"), served_until__lte=F("ends_at")),
                name="nothing_counts_outside_the_window",
            ),
            models.CheckConstraint(
                condition=Q(served_until__gte=F("served_from")), name="nobody_leaves_before_coming"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.day}"

    def said(self) -> list[Any]:
        """Return what the chain covers, in a fixed order."""
        moments = (self.starts_at, self.ends_at, self.came_at, self.left_at, self.served_from,
                   self.served_until, self.entered_at)  # fmt: skip
        return [
            self.pk, str(self.uid), self.kind, self.earned_by, self.name, self.number,
            self.occasion, self.title, self.place_id, self.where, self.content, self.client,
            self.service_class, [moment.isoformat() for moment in moments], self.pauses_minutes,
            self.day.isoformat(), self.minutes, self.change, self.flags, self.device,
            self.principal_id, self.recorder_id, self.corrects_id, self.reason, self.rules,
        ]  # fmt: skip

    @property
    def shown_hours(self) -> str:
        return shown_hours(self.minutes)

    @property
    def flags_in_words(self) -> list[str]:
        """What was unusual, in the reader's language."""
        return flags_in_words(self.flags)

    @property
    def masked_name(self) -> str:
        """The name as it was, as lists show it (rule 5)."""
        return mask_name(self.name)


class Link(models.Model):
    """One link of the chain: the digest of a line and of the link before it."""

    class Ledger(models.TextChoices):
        CREDIT = "credit", _("hours")
        POINTS = "points", _("points")

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … without gaps
    ledger = models.CharField(max_length=8, choices=Ledger)
    row = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256, hexadecimal

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "row"], name="a_line_is_sealed_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"


class Book(models.Model):
    """What a volunteer's lines add up to; locked while another is written."""

    person = models.OneToOneField(
        Person, models.PROTECT, primary_key=True, related_name="hours_book"
    )
    verified_minutes = models.IntegerField(default=0)
    made_up_minutes = models.IntegerField(default=0)
    points = models.IntegerField(default=0)
    owed = models.IntegerField(default=0)  # points taken back that were spent already

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_minutes__gte=0, made_up_minutes__gte=0),
                name="hours_are_never_negative",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, owed__gte=0), name="points_are_never_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.verified_minutes}+{self.made_up_minutes}"

    @property
    def minutes(self) -> int:
        return self.verified_minutes + self.made_up_minutes
