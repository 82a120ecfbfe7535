"""What the register holds of a person, in the export of their own data (rule 8)."""

from typing import Any

from tongxin.people.models import Person

from .models import Qualification, Volunteer

PLAIN = (
    "number", "state", "since", "confirmed_at", "left_at", "latitude", "longitude", "reach_km",
    "weekly_cap", "availability", "prefers", "skills", "languages",
)  # fmt: skip


def register_of(person: Person) -> dict[str, Any]:
    """Return the person's entry, opened; {} for who was never in the register."""
    volunteer = Volunteer.objects.filter(person=person).select_related("unit").first()
    if volunteer is None:
        return {}
    return {field: getattr(volunteer, field) for field in PLAIN} | {
        "unit": str(volunteer.unit or ""),
        "emergency": volunteer.emergency,
        "blackouts": list(volunteer.blackouts.values("starts_on", "ends_on")),
        "suspensions": list(volunteer.suspensions.values("reason", "since", "until", "lifted_at")),
        "qualifications": [_told(one) for one in volunteer.qualifications.select_related("kind")],
    }


def _told(one: Qualification) -> dict[str, Any]:
    return {
        "kind": str(one.kind), "number": one.certificate_number, "state": one.state,
        "expires_on": one.expires_on, "claimed_at": one.claimed_at, "picture": one.proof.name,
        "refused_because": one.refused_because,
    }  # fmt: skip
