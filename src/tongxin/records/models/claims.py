import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from ..queries import DisputeQuerySet, FindingQuerySet, MakeUpQuerySet
from ..wording import shown_hours
from .credit import Credit


class MakeUp(models.Model):
    """Hours somebody says were served where no door saw it, until a second person decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("not accepted")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # sent twice is once
    person = models.ForeignKey(Person, models.PROTECT, related_name="make_ups")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="make_ups")
    content = models.CharField(max_length=500)
    client = models.CharField(max_length=120, blank=True)
    service_class = models.CharField(max_length=24, blank=True)
    starts_at = models.DateTimeField()  # of the activity
    ends_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()  # asked for; never more than the activity lasted
    proof_words = models.CharField(max_length=500, blank=True)  # who saw it, which list says so
    proof = models.FileField(upload_to="proofs/", blank=True)  # a PDF, or a picture written anew
    entered_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.CharField(max_length=300, blank=True)
    credit = models.OneToOneField(
        Credit, models.PROTECT, null=True, blank=True, related_name="make_up"
    )

    objects = MakeUpQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-pk"]
        indexes = [models.Index(fields=["state", "entered_at"], name="make_up_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("entered_by")) & ~Q(decided_by=F("person")),
                name="a_second_person_decides_on_made_up_hours",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | ~Q(decided_by=None),
                name="who_decided_on_made_up_hours_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(proof_words="") | ~Q(proof=""), name="made_up_hours_have_a_proof"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="an_activity_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state="approved") ^ Q(credit=None),
                name="approved_hours_stand_in_the_ledger",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {timezone.localtime(self.starts_at):%Y-%m-%d}"

    @property
    def shown_hours(self) -> str:
        return shown_hours(self.minutes)

    @property
    def tone(self) -> str:
        return {"waiting": "waiting", "approved": "done"}.get(self.state, "stopped")


class Dispute(models.Model):
    """A volunteer says that a line of the ledger is wrong, and is answered."""

    class State(models.TextChoices):
        OPEN = "open", _("to be answered")
        UPHELD = "upheld", _("put right")
        REJECTED = "rejected", _("the line stands")
        WITHDRAWN = "withdrawn", _("taken back")

    credit = models.ForeignKey(Credit, models.PROTECT, related_name="disputes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="disputes")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    words = models.CharField(max_length=500)
    raised_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="dispute_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["credit"], condition=Q(state="open"), name="one_open_dispute_per_line"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("person")),
                name="nobody_answers_the_own_dispute",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | ~Q(answer=""),
                name="a_dispute_is_answered_in_words",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.credit} · {self.get_state_display()}"

    @property
    def tone(self) -> str:
        return {"open": "waiting", "upheld": "done"}.get(self.state, "plain")

    def is_late(self, now: datetime) -> bool:
        return self.state == self.State.OPEN and self.due_at < now


class Evaluation(models.Model):
    """How a service was done, said by who answers for it (rule 43)."""

    class Grade(models.TextChoices):
        GOOD = "good", _("good")
        FAIR = "fair", _("fair")
        POOR = "poor", _("poor")

    credit = models.OneToOneField(Credit, models.PROTECT, related_name="evaluation")
    grade = models.CharField(max_length=4, choices=Grade)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_grade_display())


class Finding(models.Model):
    """Something in the ledger an auditor should look at (rule 42)."""

    class Kind(models.TextChoices):
        DEVICE = "device", _("one device, many people")
        NIGHT = "night", _("many entries by one hand at night")
        CLIENT = "client", _("nobody is named who was served")
        FORGOTTEN = "forgotten", _("check-out forgotten again and again")
        OVERLAP = "overlap", _("at two places at once")

    class State(models.TextChoices):
        OPEN = "open", _("to be looked at")
        CLEARED = "cleared", _("nothing wrong")
        CONFIRMED = "confirmed", _("something is wrong")

    kind = models.CharField(max_length=10, choices=Kind)
    about = models.CharField(max_length=80)  # what makes it one: device, person or occasion
    day = models.DateField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="findings")
    lines = models.JSONField(default=list)  # keys of the credits
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["state", "-day"], name="finding_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about", "day"], name="an_anomaly_is_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(answer=""), name="a_settled_anomaly_says_why"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"

    @property
    def tone(self) -> str:
        return {"open": "waiting", "cleared": "done"}.get(self.state, "stopped")
