import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Named
from tongxin.vault.sealing import unseal

from ..queries import QualificationQuerySet
from .volunteer import Volunteer


class QualificationKind(Named):
    """What a certificate may prove: a nurse, a driver. Data: a city adds its own."""

    code = models.CharField(max_length=24, primary_key=True)
    is_professional = models.BooleanField(default=False)  # the law asks for it at such posts
    issuer = models.CharField(max_length=80, blank=True)  # who gives the certificate
    issuer_en = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]


class Qualification(models.Model):
    """A certificate a volunteer says to hold, and what came of looking at it (rule 25)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be verified")
        VERIFIED = "verified", _("verified")
        REFUSED = "refused", _("not accepted")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="qualifications")
    kind = models.ForeignKey(QualificationKind, models.PROTECT, related_name="held")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    number_sealed = models.TextField(blank=True)
    proof = models.FileField(upload_to="proofs/", blank=True)  # a picture, re-encoded
    expires_on = models.DateField(null=True, blank=True)  # the last day; None: does not expire
    claimed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.CharField(max_length=300, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        ordering = ["-claimed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "kind"], condition=~Q(state="refused"),
                name="one_qualification_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | ~Q(decided_by=None),
                name="a_verified_qualification_names_who_verified",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "claimed_at"], name="qualification_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.volunteer}"

    @property
    def certificate_number(self) -> str:
        """The number of the certificate, opened: for its owner and who verifies it."""
        return unseal(self.number_sealed, row=self.row())

    def row(self) -> str:
        """What the sealed number is bound to."""
        return f"volunteers.qualification:{self.uid}"

    def is_good_on(self, day: date) -> bool:
        """Whether it is verified, and unexpired on `day`."""
        return self.state == self.State.VERIFIED and (
            self.expires_on is None or self.expires_on >= day
        )

    @property
    def tone(self) -> str:
        return {"waiting": "waiting", "verified": "done"}.get(self.state, "stopped")
