"""Time limits, and what happens when they pass (rule 20)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record, record_many
from tongxin.people.actions import tell
from tongxin.people.models import Grant, Person
from tongxin.people.powers import roles_with
from tongxin.places.models import Place

from ..models import Need, TimeLimit

DEFAULTS = Path(__file__).parent.parent / "data" / "limits.json"
LONGEST_MINUTES = 525_600  # a year


class BadLimit(DomainError):
    """A time limit is a whole number of minutes between one and a year."""

    status = 422


@cache
def default_limits() -> dict[tuple[str, int], int]:
    """Return the limits that ship with the product, in minutes by (state, urgency)."""
    table = json.loads(DEFAULTS.read_text())
    return {
        (state, urgency): minutes
        for state, row in table.items() if state != "comment"
        for urgency, minutes in enumerate(row, start=1)
    }  # fmt: skip


@transaction.atomic
def set_limits(
    place: Place, *, limits: Mapping[tuple[str, int], int | None], by: Person
) -> list[TimeLimit]:
    """Set how long needs of `place` and below may stay in a state; None: as the place above says.

    `limits` maps (state, urgency) to minutes. What waits already keeps its time. Raises `BadLimit`.
    """
    by.must("limit.set", at=place)
    kept = {(row.state, row.urgency): row for row in
            TimeLimit.objects.select_for_update(of=("self",)).filter(place=place)}  # fmt: skip
    before = {f"{state} {urgency}": row.minutes for (state, urgency), row in kept.items()}
    for (state, urgency), minutes in limits.items():
        if minutes is None:
            if gone := kept.pop((state, urgency), None):
                gone.delete()
            continue
        if state not in Need.OPEN or not 1 <= minutes <= LONGEST_MINUTES:
            raise BadLimit(_("A time limit is between one minute and a year."))
        kept[state, urgency], _made = TimeLimit.objects.update_or_create(
            place=place, state=state, urgency=urgency, defaults={"minutes": minutes}
        )
    after = {f"{state} {urgency}": row.minutes for (state, urgency), row in kept.items()}
    record("limit.set", by=by, on=place, at=place, before=before, after=after)
    return list(kept.values())


def seed_limits(place: Place, *, by: Person) -> list[TimeLimit]:
    """Set the limits that ship with the product, where none are set yet."""
    if TimeLimit.objects.filter(place=place).exists():
        return []
    return set_limits(place, limits=default_limits(), by=by)


def flag_overdue(*, by: Person, limit: int = 2000) -> int:
    """Let late needs rise to the desk above, one level for every limit that has passed.

    Return how many rose. Its people are told once; nothing rises twice, however often this runs.
    """
    now = timezone.now()
    roots = list(Place.objects.filter(parent=None).values_list("path", flat=True))
    late = (
        Need.objects.overdue(now).exclude(risen_to__in=roots).order_by("due_at")
        .values_list("pk", flat=True)
    )  # fmt: skip
    keys = list(late[:limit])
    return sum(_flag(keys[n : n + 200], now, by) for n in range(0, len(keys), 200))


@transaction.atomic
def _flag(keys: list[int], now: datetime, by: Person) -> int:
    rows = Need.objects.select_for_update(of=("self",)).select_related("place").filter(pk__in=keys)
    risen: dict[str, list[Need]] = defaultdict(list)
    for need in rows.order_by("pk"):
        by.must("need.flag", at=need.place)
        desk = desk_for(need, now)
        if desk and len(desk) != len(need.risen_to) and need.is_overdue(now):
            need.risen_to = desk
            risen[desk].append(need)
    flat = [need for needs in risen.values() for need in needs]
    Need.objects.bulk_update(flat, ["risen_to"])
    record_many(
        "need.overdue", by=by,
        rows=[(n, n.place, {"to": n.risen_to, "state": n.state, "due": n.due_at}) for n in flat],
    )  # fmt: skip
    for path, needs in risen.items():
        _tell_desk(path, needs)
    return len(flat)


def desk_for(need: Need, now: datetime) -> str:
    """Return the path of the desk a late need belongs to: one level up for each limit passed.

    What lies at the city itself stays there, flagged.
    """
    if need.due_at is None or need.due_at >= now:
        return ""
    allowed = max(need.due_at - need.state_since, timedelta(minutes=1))
    passed = 1 + int((now - need.due_at) / allowed)
    paths: list[str] = need.place.ancestors_paths
    return paths[max(0, len(paths) - 1 - passed)]


def _tell_desk(path: str, needs: list[Need]) -> None:
    for person in desk_people([path]):
        tell(
            person,
            subject=gettext_noop("Late: %(count)s needs have risen to your desk"),
            body=gettext_noop("The first: %(words)s (%(place)s)"),
            values={"count": len(needs), "words": str(needs[0]), "place": needs[0].place},
            about=needs[0],
            url=f"{reverse('needs:desk')}?late=1",
        )


def desk_people(paths: Iterable[str], power: str = "need.triage") -> list[Person]:
    """Return the people whose grant lies at one of `paths` exactly and carries `power`."""
    roles = roles_with(power)
    there = Q(place__path__in=list(paths), role__in=roles)
    grants = Grant.objects.valid(timezone.now()).filter(there)
    return list(Person.objects.filter(pk__in=grants.values("person"), closed_at=None))
