"""The health of a day, counted; and who is expected, with what they need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from tongxin.people.models import Membership, Person
from tongxin.volunteers.models import Volunteer

from . import rota
from .mine import KitAhead, Needs
from .models import Case, Declaration, KitIssue
from .needing import kits_needed
from .occasions import Occasion

AT_ONCE = 900


@dataclass(frozen=True)
class Missing:
    """Somebody expected today who has not said how they are."""

    volunteer: Volunteer
    occasion: Occasion


@dataclass(frozen=True)
class Day:
    """Who is fit, and who is not, or has not said: of those expected, and of all who said."""

    expected: int
    fit: int
    unfit: int
    missing: Sequence[Missing]
    unfit_rows: Sequence[Declaration]
    open_cases: int

    @property
    def missing_count(self) -> int:
        return len(self.missing)


def day_of(person: Person) -> Day:
    """Return today's health of the people that `person` looks after: about seven queries."""
    today, paths = timezone.localdate(), person.paths_where("health.see")
    turns = rota.turns(rota.Asked(today, today, paths=paths))
    rows = Declaration.objects.visible_to(person).standing().filter(day=today)
    said = _said({turn.person for turn in turns}, today) | set(
        rows.values_list("person_id", flat=True)
    )
    unfit = rows.filter(verdict=Declaration.Verdict.UNFIT)
    unfit = unfit.select_related("person__volunteer", "place__parent")
    return Day(
        expected=len({turn.person for turn in turns}),
        fit=rows.exclude(person__in=unfit.values("person")).count(),
        unfit=len(unfit),
        missing=_missing(turns, said),
        unfit_rows=list(unfit),
        open_cases=Case.objects.visible_to(person).open().count(),
    )


def _said(people: Iterable[int], day: date) -> set[int]:
    rows = Declaration.objects.standing().filter(day=day, person__in=sorted(people)[:AT_ONCE])
    return set(rows.values_list("person_id", flat=True))


def _missing(turns: Iterable[rota.Turn], said: set[int]) -> list[Missing]:
    silent = {turn.person: turn.occasion for turn in turns if turn.person not in said}
    people = volunteers_of(silent)
    return [
        Missing(people[key], occasion) for key, occasion in silent.items() if key in people
    ]  # fmt: skip


def volunteers_of(people: Iterable[int]) -> dict[int, Volunteer]:
    """Return the register's rows of these persons (ids)."""
    rows = Volunteer.objects.filter(person__in=list(people))
    return {row.person_id: row for row in rows.select_related("person__home", "unit__place")}


@dataclass(frozen=True)
class Expected:
    """Somebody expected on an occasion, what they need and what they have."""

    volunteer: Volunteer
    ahead: KitAhead


def expected_on(person: Person, day: date) -> list[Expected]:
    """Return who is expected on `day` where `person` hands out kits, by time: ten queries.

    For a leader without a desk: the people of their teams.
    """
    turns = rota.turns(rota.Asked(day, day, paths=person.paths_where("kit.issue")))
    if not turns and person.teams_led:
        led = Membership.objects.filter(team__in=person.teams_led).values_list("person", flat=True)
        turns = rota.turns(rota.Asked(day, day, people=list(led)))
    people = volunteers_of({turn.person for turn in turns})
    keys = {turn.occasion.key for turn in turns}
    issues = KitIssue.objects.in_hand().filter(occasion_key__in=keys).select_related("kit")
    issued: dict[Any, KitIssue] = {(row.person_id, row.occasion_key): row for row in issues}
    kits, needs = kits_needed(turn.occasion for turn in turns), Needs.of_all()
    return [
        Expected(people[turn.person], KitAhead(
            turn.occasion, kit := kits[turn.occasion.key],
            needs.of(people[turn.person].unit, turn.occasion, kit),
            issued.get((turn.person, turn.occasion.key)),
        ))
        for turn in turns
        if turn.person in people
    ]  # fmt: skip
