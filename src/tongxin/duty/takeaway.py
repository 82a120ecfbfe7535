"""What the door holds of a person: in the export of their own data, and on their page (rule 8)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.models import Person

from .expected import of_person
from .models import Absence, Attendance
from .times import times_in_force


def duties_of(person: Person) -> list[dict[str, Any]]:
    """Return every duty the door saw of the person."""
    rows = Attendance.objects.filter(person=person).select_related("enrolment__shift__post__place")
    return [
        {
            "post": row.enrolment.shift.post.title, "where": row.enrolment.shift.post.place.label,
            "state": row.state, "came_at": row.came_at, "left_at": row.left_at, "how": row.how_in,
            "metres": row.metres, "flags": row.flags,
        }
        for row in rows
    ]  # fmt: skip


def absences_of(person: Person) -> list[dict[str, Any]]:
    """Return the no-shows that are not forgotten."""
    rows = Absence.objects.filter(person=person).select_related("enrolment__shift__post")
    return [
        {
            "post": row.enrolment.shift.post.title, "starts_at": row.enrolment.shift.starts_at,
            "state": row.state, "reason": row.reason, "appeal": row.appeal_words,
            "expires_on": row.expires_on,
        }
        for row in rows
    ]  # fmt: skip


def today_of(person: Person) -> str:
    """Return what the door expects of the person now, in a line; "": nothing."""
    row = of_person(person, timezone.now(), times_in_force()).first()
    if row is None:
        return ""
    start = timezone.localtime(row.shift.starts_at)
    return f"{start:%H:%M} {row.shift.post.title}"


def facts_for_desk(person: Person) -> list[tuple[str, str]]:
    """Return (label, text) of what the desk sees of a volunteer."""
    came = Attendance.objects.filter(person=person, came_at__isnull=False).count()
    missed = Absence.objects.counting(timezone.localdate()).filter(person=person).count()
    return [(str(_("Came to shifts")), str(came)), (str(_("Did not come")), str(missed))]
