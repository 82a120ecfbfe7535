import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from ..queries import PhoneCodeQuerySet
from .persons import Person


class PhoneCode(models.Model):
    """A code sent to a phone, to prove that its holder is asking. The code itself is not kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)  # salts the digest
    phone_index = models.CharField(max_length=32)
    purpose = models.CharField(max_length=24)
    digest = models.CharField(max_length=32)
    address_index = models.CharField(max_length=32, blank=True)  # blind index of the IP address
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    # Set only on a freshly sent code, and only in demo mode, so that the page can show it.
    shown: str = ""

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "created_at"], name="code_by_phone"),
            models.Index(fields=["address_index", "created_at"], name="code_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M}"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.expires_at > now


class ApiKey(models.Model):
    """A programme's key: it acts as its person, with no more than the powers named here."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_keys")
    label = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True)  # names the key; not secret
    digest = models.CharField(max_length=64)  # SHA-256 of the secret: 256 random bits need no salt
    powers = models.JSONField(default=list)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="api_keys_made")
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"
