"""What records hold of a person, in the export of their own data; and on their page (rule 8)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.people.models import Person

from .hours import hours_of
from .models import Certificate, Credit, Dispute, MakeUp, PointMove, StarAward
from .wording import shown_hours


def records_of(person: Person) -> dict[str, Any]:
    """Return every line, claim, star, point and certificate of the person."""
    return {
        "lines": list(Credit.objects.filter(person=person).values(
            "pk", "kind", "occasion", "title", "where", "content", "client", "day", "came_at",
            "left_at", "minutes", "change", "flags", "reason", "corrects", "entered_at")),
        "make_ups": list(MakeUp.objects.filter(person=person).values(
            "title", "starts_at", "ends_at", "minutes", "proof_words", "state", "refused_because")),
        "disputes": list(Dispute.objects.filter(person=person).values(
            "credit", "words", "state", "raised_at", "answer", "answered_at")),
        "points": list(PointMove.objects.filter(person=person).values(
            "kind", "points", "entered_at")),
        "stars": list(StarAward.objects.filter(person=person).values(
            "stars", "state", "asked_at", "decided_at", "refused_because")),
        "certificates": list(Certificate.objects.filter(person=person).values(
            "number", "code", "state", "since", "until", "verified_minutes", "made_up_minutes",
            "issued_at", "reason")),
    }  # fmt: skip


def hours_line(person: Person) -> str:
    """Return the hours of the ledger in a line; "": none."""
    hours = hours_of(person)
    if not hours.together:
        return ""
    said = _("%(hours)s verified hours") % {"hours": shown_hours(hours.verified)}
    if hours.made_up:
        said += " · " + _("%(hours)s made up") % {"hours": shown_hours(hours.made_up)}
    points = ngettext("%(n)s point", "%(n)s points", hours.points) % {"n": hours.points}
    return f"{said} · {points}"


def facts_for_desk(person: Person) -> list[tuple[str, str]]:
    """Return (label, text) of what the desk sees of a volunteer's hours."""
    return [(str(_("Hours")), hours_line(person) or "–")]
