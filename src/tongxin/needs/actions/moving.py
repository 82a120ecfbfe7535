"""Move needs from state to state: the one place where a state changes."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record_many
from tongxin.people.models import Person, Team

from ..models import Need, Step, TimeLimit

CHANGED = [
    "state", "state_since", "due_at", "risen_to", "team", "department", "reason", "merged_into",
    "completed_at", "times_reopened", "route", "platform", "service_class", "refer_to", "urgency",
    "needed_by", "risks", "topic", "public_words",
]  # fmt: skip
_FIELDS = {field.name: field for field in Need._meta.concrete_fields}
ATTNAMES = {name: _FIELDS[name].attname for name in CHANGED}


class IllegalJump(DomainError):
    """A need cannot go from its state to that one."""


def lock(needs: "Iterable[Need] | QuerySet[Need]") -> list[Need]:
    """Return the needs fresh and locked, in one order, so that two lockers never deadlock."""
    keys = [need.pk for need in needs]
    # "place" is read by join, so only the need's own row is locked
    rows = Need.objects.select_for_update(of=("self",)).select_related("place")
    found = list(rows.filter(pk__in=keys).order_by("pk"))
    for need in found:
        _remember(need)
    return found


def check_jump(needs: Iterable[Need], to: str) -> None:
    """Raise `IllegalJump` when a need may not become `to`."""
    for need in needs:
        if not need.may_become(to):
            raise IllegalJump(
                _("“%(need)s” is “%(state)s” and cannot become “%(to)s”.")
                % {"need": need, "state": need.get_state_display(), "to": Need.State(to).label}
            )


def move(
    needs: Sequence[Need],
    *,
    to: str,
    verb: str,
    by: Person,
    note: str = "",
    team: Team | None = None,
    **facts: Any,
) -> None:
    """Write the new state of locked `needs`, with step, time limit and journal line."""
    check_jump(needs, to)
    now = timezone.now()
    limits = Limits(to)
    rows = []
    for need in needs:
        rows.append((need, need.place, {"from": need.state, "to": to} | facts))
        need.state, need.state_since, need.risen_to = to, now, ""
        need.due_at = limits.due_at(need, now)
    write(needs, CHANGED)
    Step.objects.bulk_create(
        [Step(need=need, state=to, note=note[:500], by=by, team=team, at=now) for need in needs]
    )
    record_many(verb, by=by, rows=rows)


def write(needs: Sequence[Need], fields: Sequence[str]) -> None:
    """Write those of `fields` that changed since `lock`: what all have in common at one stroke.

    Needs decided together differ in little; a `CASE` of every field for every need costs ten times
    as much.
    """
    changed = [name for name in fields if any(_is_new(need, ATTNAMES[name]) for need in needs)]
    common = [name for name in changed if _is_common(needs, ATTNAMES[name])]
    apart = [name for name in changed if name not in common]
    if common:
        values = {ATTNAMES[name]: getattr(needs[0], ATTNAMES[name]) for name in common}
        Need.objects.filter(pk__in=[need.pk for need in needs]).update(**values)
    if apart:
        Need.objects.bulk_update(needs, apart, batch_size=200)
    for need in needs:
        _remember(need)


def _is_common(needs: Sequence[Need], attname: str) -> bool:
    first = getattr(needs[0], attname)
    return all(getattr(need, attname) == first for need in needs)


def _remember(need: Need) -> None:
    """Keep what the row holds beside what is made of it."""
    held = {attname: copy(getattr(need, attname)) for attname in ATTNAMES.values()}
    need.held = held  # type: ignore[attr-defined]


def _is_new(need: Need, attname: str) -> bool:
    """Whether the row holds something else; without `lock` nobody knows, so it is written."""
    held: dict[str, Any] | None = getattr(need, "held", None)
    return held is None or held[attname] != getattr(need, attname)


class Limits:
    """The time limits of one state, read once; the nearest place's row wins (rule 20)."""

    def __init__(self, state: str) -> None:
        rows = TimeLimit.objects.filter(state=state).values_list(
            "place__path", "urgency", "minutes"
        )
        self.minutes = {(path, urgency): minutes for path, urgency, minutes in rows}

    def due_at(self, need: Need, since: datetime) -> datetime | None:
        """Return when the need is late in this state; None: no limit is set."""
        for path in reversed(need.place.ancestors_paths):
            minutes = self.minutes.get((path, need.urgency))
            if minutes is not None:
                return since + timedelta(minutes=minutes)
        return None
