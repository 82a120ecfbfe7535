"""Who am I, and what may I do: for programmes and their keys."""

from typing import Any

from ninja import Router

from .requests import PersonRequest
from .schemas import MeOut

router = Router()


@router.get("me", response=MeOut)
def me(request: PersonRequest) -> dict[str, Any]:
    """Say whom this key or session belongs to, and which powers it has."""
    person = request.user
    return {
        "id": person.pk,
        "username": person.username,
        "public_name": person.public_name,
        "language": person.language,
        "home": person.home.code if person.home else None,
        "roles": [{"role": role, "path": path} for role, path in person.roles_held],
        "powers": sorted(person.powers_anywhere()),
    }
