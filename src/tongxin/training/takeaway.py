"""Training in a person's export of their own data (rule 8); and on their page."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def passes_held(person: Person) -> str:
    """Return how many passes count now, and how many of them end soon, in a line; "": none."""
    now = timezone.now()
    rows = list(Pass.objects.valid(now).filter(person=person).select_related("module"))
    longest: dict[str, Pass] = {}
    for row in sorted(rows, key=lambda row: (row.until is None, row.until or now)):
        longest[row.module_id] = row
    if not longest:
        return ""
    said = ngettext("%(n)s pass", "%(n)s passes", len(longest)) % {"n": len(longest)}
    ending = sum(row.may_renew(now) for row in longest.values())
    return _("%(passes)s, %(n)s to renew") % {"passes": said, "n": ending} if ending else said


def facts_for_desk(person: Person) -> list[tuple[str, str]]:
    """Return (label, text) of what the desk sees of a volunteer's training."""
    return [(str(_("Training")), passes_held(person) or "–")]
