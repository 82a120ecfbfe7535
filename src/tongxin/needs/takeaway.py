"""The needs in a person's export of their own data (rule 8)."""

from typing import Any

from tongxin.people.models import Person
from tongxin.vault.sealing import unseal

from .models import Need


def needs_of(person: Person) -> list[dict[str, Any]]:
    """Return what the person asked, opened, with its steps and the names of its photos."""
    needs = Need.objects.filter(requester=person).select_related("place")
    return [_told(need) for need in needs.prefetch_related("steps", "pictures")]


def _told(need: Need) -> dict[str, Any]:
    return {
        "code": need.tracking_code_shown,
        "raised_at": need.raised_at,
        "place": str(need.place),
        "words": need.words,
        "name": need.requester_name,
        "phone": need.phone,
        "address": unseal(need.location_sealed, row=need.row("location")),
        "risks": need.risks,
        "state": need.state,
        "steps": [{"at": s.at, "state": s.state, "note": s.note} for s in need.steps.all()],
        "photos": [picture.file.name for picture in need.pictures.all()],
    }
