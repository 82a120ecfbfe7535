"""How often a page asks the database: the same for many rows as for two."""

from collections.abc import Callable, Sequence

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongxin.people.models import Person


def asks(client: Client, path: str) -> int:
    """Return how often the page asks; twice, so that what is kept for long is kept."""
    for _ in range(2):
        for cache in caches.all(initialized_only=True):
            cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
    return len(asked)


def dearer(
    client: Client,
    pages: Sequence[tuple[Person | None, str]],
    grow: Callable[[int], object],
    most: int = 1000,
) -> list[tuple[Person | None, str, int, int]]:
    """Return the pages that ask more often, or more than `most` times, with five more rows.

    `pages` are (who reads, path); `grow(n)` makes n more rows of what they list.
    """

    def count_all() -> list[int]:
        counted = []
        for who, path in pages:
            client.logout()
            if who is not None:
                client.force_login(who)
            counted.append(asks(client, path))
        return counted

    few = count_all()
    grow(5)
    return [
        (*page, before, after)
        for page, before, after in zip(pages, few, count_all(), strict=True)
        if after > min(before, most)
    ]
