"""API keys at the door of a ninja API: `Authorization: Bearer tx_…`."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from .actions import authenticate_key


class KeyAuth(HttpBearer):
    """Let a programme in as its person; `request.user` is that person, held to the key's powers."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        person = authenticate_key(token)
        if person is not None:
            request.user = person
        return person
