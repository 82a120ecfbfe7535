"""How often one network may try something, counted in the cache."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongxin.errors import TooMany
from tongxin.vault.sealing import blind_index


class TooOften(TooMany):
    """This network tried too often in a short time."""


def address_of(request: HttpRequest) -> str:
    """Return the address the request came from, as the server in front of us wrote it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(request: HttpRequest, what: str) -> str:
    return f"needs:{what}:{blind_index(address_of(request) or '-', kind='address')}"


def must_have_patience(request: HttpRequest, what: str, *, most: int) -> None:
    """Raise `TooOften` when this network has spent `most` tries."""
    if cache.get(_key(request, what), 0) >= most:
        raise TooOften(_("Too many tries from this network. Please wait a little, or call us."))


def spend(request: HttpRequest, what: str, *, seconds: int) -> None:
    """Count one try; all are forgotten `seconds` after the first."""
    key = _key(request, what)
    if not cache.add(key, 1, seconds):
        try:
            cache.incr(key)
        except ValueError:  # it was forgotten this moment
            cache.set(key, 1, seconds)
