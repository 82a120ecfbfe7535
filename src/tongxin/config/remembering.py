"""Addresses that are always the same are looked for once.

Three hundred patterns are tried in turn for a page of the desk; that costs as much as its database.
"""

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern


class Remembering(URLResolver):
    """Remember where addresses without a variable part lead: as many as there are patterns."""

    def __init__(self, addresses: list[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(""), addresses)
        self._found: dict[str, ResolverMatch] = {}

    def resolve(self, path: str) -> ResolverMatch:
        known = self._found.get(path)
        if known is None:
            known = super().resolve(path)
            if not known.args and not known.kwargs:
                known.tried = None  # a list of all that did not fit, walked through each time
                self._found[str(path)] = known
        return known


def remembered(addresses: list[URLPattern | URLResolver]) -> URLResolver:
    """Return the addresses as one that remembers."""
    return Remembering(addresses)
