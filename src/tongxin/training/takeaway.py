"""Training in a person's export of their own data (rule 8)."""

from typing import Any

from tongxin.people.models import Person

from .models import Attempt, Pass, Seat, Study


def training_of(person: Person) -> dict[str, Any]:
    """Return what the person learnt, sat, attended and passed."""
    return {
        "lessons": list(Study.objects.filter(person=person).values(
            "lesson__title", "opened_at", "done_at")),
        "attempts": list(Attempt.objects.filter(person=person).values(
            "course__title", "started_at", "submitted_at", "answers", "right", "state")),
        "batches": list(Seat.objects.filter(person=person).values(
            "batch__course__title", "batch__starts_at", "state", "asked_at", "marked_at")),
        "passes": list(Pass.objects.filter(person=person).values(
            "module__name", "code", "since", "until", "how", "evidence", "revoked_at",
            "revoked_because")),
    }  # fmt: skip
