from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..queries import ConsentQuerySet, ConsentTextQuerySet
from .persons import Person


class ConsentText(models.Model):
    """One version of what people are asked to agree to. Published texts never change."""

    class Purpose(models.TextChoices):
        TERMS = "terms", _("terms of use")
        PRIVACY = "privacy", _("privacy notice")
        INTAKE = "intake", _("privacy notice when asking for help")
        PUBLISH_NAME = "publish_name", _("showing the name in public")
        PUBLISH_PHOTO = "publish_photo", _("showing a photo in public")
        GUARDIAN = "guardian", _("a guardian's consent")
        VOLUNTEER = "volunteer", _("joining the volunteers' register")
        LOCATION = "location", _("where the phone is at check-in")

    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(_("title in Chinese"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=80)
    data = models.CharField(_("which data, in Chinese"), max_length=200)
    data_en = models.CharField(_("which data, in English"), max_length=200)
    text = models.TextField(_("text in Chinese"))
    text_en = models.TextField(_("text in English"))
    is_required = models.BooleanField(_("nobody may use an account without it"), default=False)
    published_at = models.DateTimeField(default=timezone.now)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version"], name="one_text_per_purpose_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown_title} v{self.version}"

    @property
    def shown_title(self) -> str:
        return self.title_en if get_language() == "en" else self.title

    @property
    def shown_data(self) -> str:
        return self.data_en if get_language() == "en" else self.data

    @property
    def shown_text(self) -> str:
        return self.text_en if get_language() == "en" else self.text


class Consent(models.Model):
    """Somebody agreed to one text: a person, or a phone without an account (rule 6)."""

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="consents"
    )
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="consents_given")
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(phone_index=""), name="consent_is_of_one_somebody"
            ),
            models.UniqueConstraint(
                fields=["person", "text"], condition=Q(withdrawn_at=None),
                name="one_standing_consent_per_person_and_text",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person or self.phone_index} {self.text}"


class Guardianship(models.Model):
    """An adult answers for a minor (rule 3)."""

    class Relation(models.TextChoices):
        PARENT = "parent", _("mother or father")
        GRANDPARENT = "grandparent", _("grandparent")
        OTHER = "other", _("other legal guardian")

    minor = models.ForeignKey(Person, models.CASCADE, related_name="guardianships")
    guardian = models.ForeignKey(Person, models.PROTECT, related_name="wards")
    relation = models.CharField(max_length=12, choices=Relation)
    text = models.ForeignKey(
        ConsentText, models.PROTECT, null=True, blank=True, related_name="guardianships"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minor", "guardian"], condition=Q(ended_at=None),
                name="one_standing_guardianship_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(minor=models.F("guardian")), name="nobody_guards_themselves"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(text=None),
                name="a_confirmed_guardianship_names_its_text",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.guardian} → {self.minor}"
