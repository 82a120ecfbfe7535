import json
import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from tongxin.vault.sealing import unseal


class Draft(models.Model):
    """What a resident without an account has typed, until the phone is proved. Kept for a day."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.TextField()  # every answer of the form: names, phone and words are personal
    pictures = models.JSONField(default=list)  # names of stored files, re-encoded already
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def row(self) -> str:
        """What the sealed answers are bound to."""
        return f"needs.draft:{self.uid}"

    @property
    def answers(self) -> dict[str, Any]:
        """The answers, opened."""
        answers: dict[str, Any] = json.loads(unseal(self.sealed, row=self.row))
        return answers
