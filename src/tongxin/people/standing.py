"""What a person may do and leads, kept by each process until an action changes it.

Every request asks it. `Person.standing` goes up with each grant and each role in a team, in the
same transaction, and is read with the person; what was kept under an older number is left behind.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Person

KEPT_SECONDS = 60  # a place that moved in the tree, or a hand in the database, is seen after this


@dataclass(frozen=True)
class Standing:
    """Grants not yet ended, as (role, path, since, until), and the ids of the teams led."""

    grants: tuple[tuple[str, str, datetime, datetime | None], ...]
    teams: frozenset[int]

    def roles(self, now: datetime) -> list[tuple[str, str]]:
        """Return (role, path) of the grants valid `now`."""
        return [
            (role, path)
            for role, path, since, until in self.grants
            if since <= now and (until is None or until > now)
        ]


NOTHING = Standing((), frozenset())


def standing_of(person: "Person", now: datetime) -> Standing:
    """Return the person's standing: kept, or read in two queries; none was ever given to most."""
    if not person.standing:
        return NOTHING
    key = f"standing:{person.pk}:{person.standing}"
    kept: Standing | None = caches["pages"].get(key)
    if kept is None:
        grants = person.grants.filter(Q(until=None) | Q(until__gt=now))
        led = person.memberships.filter(role__in=["leader", "deputy"], team__retired_at=None)
        kept = Standing(
            tuple(grants.values_list("role", "place__path", "since", "until")),
            frozenset(led.values_list("team", flat=True)),
        )
        caches["pages"].set(key, kept, KEPT_SECONDS)
    return kept
