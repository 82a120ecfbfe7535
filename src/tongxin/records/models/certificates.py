import secrets
import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place

from ..queries import CertificateQuerySet
from ..wording import shown_hours
from .credit import Credit

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 12  # 30^12: nobody finds a certificate by guessing


def new_code() -> str:
    """Return the secret part of a certificate's address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class Issuer(models.Model):
    """Who gives certificates at a place and below: the organisation, its head, its telephone."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="certificate_issuer")
    organisation = models.CharField(max_length=80)
    principal_name = models.CharField(max_length=60)
    contact = models.CharField(max_length=80)  # an office's telephone or address
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["place__path"]

    def __str__(self) -> str:
        return self.organisation


class Series(models.Model):
    """How many certificate numbers of one beginning were given; locked while more are taken."""

    prefix = models.CharField(max_length=16, primary_key=True)  # "YX-2020"
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:06d}"


class Certificate(models.Model):
    """What somebody has served, on paper and signed (rule 44). Free, and open to every question."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        ISSUED = "issued", _("issued and valid")
        CORRECTED = "corrected", _("hours corrected since")
        REVOKED = "revoked", _("revoked")
        REFUSED = "refused", _("not issued")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # sent twice is once
    code = models.CharField(max_length=12, unique=True, default=new_code)
    number = models.CharField(max_length=24, unique=True, null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    since = models.DateField()  # days served, first and last
    until = models.DateField()
    purpose = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    handler = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    notice_until = models.DateField(null=True, blank=True)
    verified_minutes = models.PositiveIntegerField(default=0)
    made_up_minutes = models.PositiveIntegerField(default=0)
    lines = models.ManyToManyField(Credit, related_name="certificates")
    document = models.JSONField(default=dict)  # what was signed, word for word
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(max_length=300, blank=True)  # of a refusal or revocation
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="certificate_by_state"),
            models.Index(fields=["notice_until"], name="certificate_on_notice"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="a_certificate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(handler=None) | ~Q(handler=F("person")),
                name="nobody_issues_the_own_certificate",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "refused"])
                | ~Q(number=None) & ~Q(issuer=None) & ~Q(handler=None) & ~Q(notice_until=None),
                name="an_issued_certificate_has_number_issuer_handler_and_notice",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["revoked", "refused"]) | ~Q(reason=""),
                name="who_gets_no_certificate_is_told_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_state_display())

    @property
    def code_shown(self) -> str:
        """K7QM2Z9DR4VT → K7QM-2Z9D-R4VT."""
        return "-".join(self.code[n : n + 4] for n in range(0, len(self.code), 4))

    @property
    def minutes(self) -> int:
        return self.verified_minutes + self.made_up_minutes

    @property
    def shown_hours(self) -> str:
        return shown_hours(self.minutes)

    @property
    def is_valid(self) -> bool:
        return self.state == self.State.ISSUED

    def is_on_notice(self, day: date) -> bool:
        """Whether the public may still object."""
        return self.is_valid and self.notice_until is not None and day <= self.notice_until

    @property
    def tone(self) -> str:
        return {"asked": "waiting", "issued": "done"}.get(self.state, "stopped")
