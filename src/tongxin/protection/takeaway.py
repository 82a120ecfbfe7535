"""What protection keeps of a person, in their export and on their page (rule 8)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.models import Person

from .models import Accident, Case, Declaration, KitIssue


def health_of(person: Person) -> dict[str, Any]:
    """Return what was declared, cases, accidents and kits of the person, opened."""
    return {
        "declarations": [
            {"day": row.day, "verdict": row.verdict, "facts": row.facts}
            for row in Declaration.objects.filter(person=person)
        ],
        "cases": [
            {"opened_at": row.opened_at, "state": row.state, "what": row.what,
             "cleared_at": row.cleared_at, "grounds": row.grounds}
            for row in Case.objects.filter(person=person)
        ],
        "accidents": [
            {"happened_at": row.happened_at, "gravity": row.gravity, "what": row.what,
             "done": row.done, "outcome": row.outcome}
            for row in Accident.objects.filter(person=person)
        ],
        "kits": list(KitIssue.objects.filter(person=person).values(
            "occasion_title", "day", "how", "kit__name", "given_at", "returned_at")),
    }  # fmt: skip


def health_in_a_line(person: Person) -> str:
    """Return whether somebody declared their health today, in a line."""
    if Case.objects.open().filter(person=person).exists():
        return _("Please rest")
    said = Declaration.objects.standing().filter(person=person, day=timezone.localdate())
    verdicts = set(said.values_list("verdict", flat=True))
    if not verdicts:
        return _("not declared today")
    unfit = Declaration.Verdict.UNFIT in verdicts
    return str(Declaration.Verdict.UNFIT.label if unfit else Declaration.Verdict.FIT.label)


def kit_in_a_line(person: Person) -> str:
    """Return the kit in hand for today, in a line; "": none."""
    rows = KitIssue.objects.in_hand().filter(person=person, day=timezone.localdate())
    row = rows.select_related("kit").first()
    return str(row.kit) if row else ""
