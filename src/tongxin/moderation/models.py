from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from .queries import SensitiveWordQuerySet, SubmissionQuerySet


class Submission(models.Model):
    """One text a resident wants shown, and what was decided about it."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("review")
        SUGGESTION = "suggestion", _("suggestion")
        COMMENT = "comment", _("comment")
        WORK = "work", _("work")
        PROFILE = "profile", _("introduction")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be looked at")
        PASSED = "passed", _("shown")
        REFUSED = "refused", _("not shown")
        APPEALED = "appealed", _("appeal waiting")
        UPHELD = "upheld", _("not shown, appeal answered")
        WITHDRAWN = "withdrawn", _("taken back by its author")

    class Severity(models.IntegerChoices):
        CLEAN = 0, _("nothing found")
        FLAGGED = 1, _("worth a look")
        HELD = 2, _("look at it alone")

    kind = models.CharField(max_length=16, choices=Kind)
    text = models.TextField()
    author = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    author_key = models.CharField(max_length=64, db_index=True)  # "person:7", "need:5" (its asker)
    author_name = models.CharField(max_length=60, blank=True)  # as the public will see it
    place = models.ForeignKey(Place, models.PROTECT, related_name="submissions")
    url = models.CharField(max_length=200, blank=True)  # where the text stands
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.CLEAN)
    flags = models.JSONField(default=list, blank=True)  # [{"found", "kind", "start", "end"}]
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="submissions_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it is not shown, for the author
    appeal_words = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="appeals_decided"
    )
    appeal_decided_at = models.DateTimeField(null=True, blank=True)
    appeal_reason = models.CharField(max_length=300, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]
        indexes = [
            models.Index(
                fields=["-severity", "submitted_at"],
                condition=Q(state="waiting"),
                name="submission_waiting",
            ),
            models.Index(fields=["state", "-decided_at"], name="submission_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "appealed", "upheld"]) | ~Q(reason=""),
                name="who_is_refused_learns_why",
            ),
            models.CheckConstraint(
                condition=~Q(appeal_decided_by=models.F("decided_by")) | Q(appeal_decided_by=None),
                name="an_appeal_is_decided_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PASSED

    @property
    def may_be_appealed(self) -> bool:
        """Whether the author may still ask somebody else: once, after a refusal."""
        return self.state == self.State.REFUSED and self.appealed_at is None

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """Return the text cut at its flags: (piece, kind of flag or "")."""
        cut: list[tuple[str, str]] = []
        at = 0
        for flag in sorted(self.flags, key=lambda flag: (flag["start"], -flag["end"])):
            if flag["start"] < at:
                continue
            cut += [(self.text[at : flag["start"]], "")] if flag["start"] > at else []
            cut.append((self.text[flag["start"] : flag["end"]], flag["kind"]))
            at = flag["end"]
        return cut + ([(self.text[at:], "")] if at < len(self.text) else [])


class SensitiveWord(models.Model):
    """A word of the city's own list; it overrules the starter list."""

    class Kind(models.TextChoices):
        ABUSE = "abuse", _("insult")
        ADVERT = "advert", _("advertisement")
        SPAM = "spam", _("spam")
        RUMOUR = "rumour", _("rumour")
        FRAUD = "fraud", _("fraud")
        DANGER = "danger", _("danger to somebody")
        PRIVACY = "privacy", _("private data")

    class Action(models.TextChoices):
        FLAG = "flag", _("worth a look")
        HOLD = "hold", _("look at it alone")
        IGNORE = "ignore", _("let it be")

    word = models.CharField(max_length=40, unique=True)  # as normalised, see lexicon.normalised
    kind = models.CharField(max_length=16, choices=Kind)
    action = models.CharField(max_length=8, choices=Action, default=Action.FLAG)
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = SensitiveWordQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "word"]

    def __str__(self) -> str:
        return self.word
