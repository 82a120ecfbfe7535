"""What rosters hold of a person, in the export of their own data; and on their page (rule 8)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.models import Person

from .models import Enrolment


def shifts_of(person: Person) -> dict[str, Any]:
    """Return every shift the person joined, waited for, was asked to or gave away."""
    rows = Enrolment.objects.filter(person=person).select_related("shift__post__place", "team")
    return {"enrolments": [_told(row) for row in rows]}


def _told(row: Enrolment) -> dict[str, Any]:
    return {
        "post": row.shift.post.title, "where": row.shift.post.where, "state": row.state,
        "starts_at": row.shift.starts_at, "ends_at": row.shift.ends_at, "asked_at": row.asked_at,
        "team": str(row.team or ""), "reason": row.reason,
    }  # fmt: skip


def next_shift(person: Person) -> str:
    """Return the next shift in a line; "": none."""
    row = _coming(person).first()
    if row is None:
        return ""
    start = timezone.localtime(row.shift.starts_at)
    return f"{start:%m-%d %H:%M} {row.shift.post.title}"


def facts_for_desk(person: Person) -> list[tuple[str, str]]:
    """Return (label, text) of what the desk sees of a volunteer."""
    rows = Enrolment.objects.filter(person=person, state=Enrolment.State.JOINED)
    ended = rows.filter(shift__ends_at__lt=timezone.now()).count()
    return [
        (str(_("Next shift")), next_shift(person) or "–"),
        (str(_("Shifts so far")), str(ended)),
    ]


def _coming(person: Person) -> Any:
    return (
        Enrolment.objects.filter(person=person, state__in=["joined", "invited"])
        .filter(shift__ends_at__gt=timezone.now(), shift__state="open")
        .select_related("shift__post")
        .order_by("shift__starts_at", "pk")
    )
