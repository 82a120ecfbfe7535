"""What a person may do and leads, kept by each process until an action changes it.

Every request asks it. `Person.standing` goes up with each grant and each role in a team, in the
same transaction, and is read with the person; what was kept under an older number is left behind.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.cache import caches
from django.db.models import Q, QuerySet

from tongxin.web.questions import Question

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
        kept = Standing(
            tuple(GRANTS.ask(person.pk, now)),
            frozenset(team for (team,) in LED.ask(person.pk)),
        )
        caches["pages"].set(key, kept, KEPT_SECONDS)
    return kept


def _grants(person: int, now: datetime) -> "QuerySet[Any, Any]":
    rows = apps.get_model("people", "Grant").objects.filter(person=person)
    standing = rows.filter(Q(until=None) | Q(until__gt=now))
    return standing.values_list("role", "place__path", "since", "until")


def _led(person: int) -> "QuerySet[Any, Any]":
    rows = apps.get_model("people", "Membership").objects.filter(person=person)
    leading = rows.filter(role__in=["leader", "deputy"], team__retired_at=None)
    return leading.order_by().values_list("team")


GRANTS, LED = Question(_grants, int, datetime), Question(_led, int)
