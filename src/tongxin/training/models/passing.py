import secrets
import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.vault.sealing import mask_name

from ..queries import PassQuerySet
from .course import Course, Module

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 12  # 30^12: nobody finds a certificate by guessing


def new_code() -> str:
    """Return the public number of a new certificate."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class Pass(models.Model):
    """A person knows a module, from a moment until another (合格)."""

    class How(models.TextChoices):
        QUIZ = "quiz", _("by a quiz")
        CLASS = "class", _("by attending a batch")
        BOTH = "both", _("by a quiz and attending a batch")
        ENTERED = "entered", _("entered from a record")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code)  # of the certificate
    person = models.ForeignKey(Person, models.PROTECT, related_name="training_passes")
    module = models.ForeignKey(Module, models.PROTECT, related_name="passes")
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, related_name="passes")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)  # empty: for good
    how = models.CharField(max_length=8, choices=How)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=200, blank=True)  # of one entered from a record
    warned_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_because = models.CharField(max_length=200, blank=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [
            models.Index(fields=["person", "module", "until"], name="pass_of_person"),
            models.Index(fields=["until"], condition=Q(revoked_at=None), name="pass_ending"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="a_pass_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(given_by=F("person")), name="nobody_passes_themselves"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_because=""),
                name="a_revoked_pass_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.module_id}"

    def is_valid(self, at: datetime) -> bool:
        """Whether the pass counts at a moment."""
        return self.revoked_at is None and self.since <= at and (
            self.until is None or at < self.until
        )  # fmt: skip

    def may_renew(self, at: datetime) -> bool:
        """Whether the renewal window is open: before the end, and ever after."""
        if self.until is None:
            return False
        return at >= self.until - timedelta(days=self.module.renew_days)

    @property
    def state(self) -> str:
        """valid, ending (the renewal window is open), ended, revoked."""
        now = timezone.now()
        if self.revoked_at:
            return "revoked"
        if not self.is_valid(now):
            return "ended"
        return "ending" if self.may_renew(now) else "valid"

    @property
    def state_words(self) -> str:
        """The state, in the reader's language."""
        words = {
            "valid": _("valid"), "ending": _("ends soon"), "ended": _("has ended"),
            "revoked": _("revoked"),
        }  # fmt: skip
        return str(words[self.state])

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"valid": "done", "ending": "waiting"}.get(self.state, "stopped")

    @property
    def masked_name(self) -> str:
        """The holder's name as anybody may see it (rule 5)."""
        return mask_name(self.person.name)

    @property
    def code_shown(self) -> str:
        """K7QM2Z9DR4VT → K7QM-2Z9D-R4VT."""
        return "-".join(self.code[n : n + 4] for n in range(0, len(self.code), 4))
