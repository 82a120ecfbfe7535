"""Ask every rule: for one person, with reasons; for all of the city, as a mask.

Nothing is written here, and nothing is decided anywhere else. The answer is about a moment: whoever
acts on it asks again inside the transaction that holds the lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tongxin.places.models import Place, ResponseLevel
from tongxin.protection.hours import hours_in_force
from tongxin.volunteers.models import Volunteer
from tongxin.web.briefly import briefly

from .crowd import Crowd, crowd
from .requirement import Busy, Refusal, Requirement
from .rule import Rule
from .rules import DOOR_RULES, RULES, WISHES


def refusals(
    volunteer: Volunteer, requirement: Requirement, busy: Sequence[Busy] = ()
) -> list[Refusal]:
    """Return every rule that keeps the volunteer out of the shift, each with what to do next.

    `busy`: what they have given already, at least from a week before to a week after.
    """
    return refusals_in(crowd_of(volunteer.person_id, [requirement], busy), requirement)


def wishes(
    volunteer: Volunteer, requirement: Requirement, busy: Sequence[Busy] = ()
) -> list[Refusal]:
    """Return what the volunteer asked not to be offered that this shift is; it forbids nothing."""
    return refusals_in(crowd_of(volunteer.person_id, [requirement], busy), requirement, WISHES)


def door_refusals(
    volunteer: Volunteer, requirement: Requirement, busy: Sequence[Busy] = ()
) -> list[Refusal]:
    """Return every rule that keeps the volunteer from going on duty now: all, and the door's.

    `busy` leaves out the very shift they come for; `requirement.occasion` names it.
    """
    assert requirement.occasion, "the door asks about one occasion"
    rules = dict.fromkeys((*RULES, *DOOR_RULES))
    return refusals_in(crowd_of(volunteer.person_id, [requirement], busy), requirement, rules)


def may_stand(volunteer: Volunteer, requirement: Requirement, busy: Sequence[Busy] = ()) -> bool:
    """Whether no rule keeps the volunteer out."""
    one = crowd_of(volunteer.person_id, [requirement], busy)
    return len(one) == 1 and bool(mask(one, [requirement])[0, 0])


def crowd_of(person: int, requirements: Sequence[Requirement], busy: Sequence[Busy] = ()) -> Crowd:
    """Return a crowd of one (or of none, for who is not in the register)."""
    return crowd(_city(), requirements, people=[person], busy={person: busy})


@briefly
def _city() -> Place:
    city: Place = Place.objects.get(parent=None)
    return city


def refusals_in(
    one: Crowd, requirement: Requirement, rules: Iterable[Rule] = RULES
) -> list[Refusal]:
    """Return what `rules` say to a crowd of one; whoever has left the register is asked to join."""
    if not len(one):
        return [RULES[0].refuse(one, requirement)]
    return [
        rule.refuse(one, requirement) for rule in rules if not rule.holds(one, requirement)[0]
    ]  # fmt: skip


def mask(
    people: Crowd, requirements: Sequence[Requirement], rules: Iterable[Rule] = RULES
) -> NDArray[np.bool_]:
    """Return (V, R) bool: who may stand where. 120,000 people by a week's shifts in seconds.

    Rows follow `people.people`, columns `requirements`. Each rule is asked once for all shifts of
    which it reads the same.
    """
    distinct = list(dict.fromkeys(requirements))
    column = {one: n for n, one in enumerate(distinct)}
    clear = np.ones((len(distinct), len(people)), bool)
    for rule in rules:
        for alike in _alike(rule, distinct):
            holds = rule.holds(people, distinct[alike[0]])
            for n in alike if not holds.all() else ():
                clear[n] &= holds
    if len(distinct) == len(requirements):
        return clear.T
    return clear[[column[one] for one in requirements]].T


def _alike(rule: Rule, requirements: Sequence[Requirement]) -> Iterable[list[int]]:
    groups: dict[object, list[int]] = {}
    for n, one in enumerate(requirements):
        groups.setdefault(rule.reads(one), []).append(n)
    return groups.values()


def offered(people: Crowd, requirements: Sequence[Requirement]) -> NDArray[np.bool_]:
    """Return (V, R) bool: who may stand where and has not asked to be left in peace."""
    return mask(people, requirements, (*RULES, *WISHES))


def first_refusals(
    one: Crowd, requirements: Sequence[Requirement]
) -> Mapping[Requirement, Refusal | None]:
    """Return for a crowd of one the first refusal of each requirement; None: they may stand."""
    clear = mask(one, requirements)[0] if len(one) else np.zeros(len(requirements), bool)
    return {
        requirement: None if may else refusals_in(one, requirement)[0]
        for requirement, may in zip(requirements, clear, strict=True)
    }


def longest_hours() -> int:
    """Return for how many hours at most anybody may stand without a pause (rule 27)."""
    return hours_in_force().continuous_hours


def shortest_rest() -> int:
    """Return how many seconds at least lie between the shifts of two days (rule 27)."""
    return hours_in_force().rest_hours * 3600


def levels_declared(start: datetime, end: datetime) -> list[str]:
    """Return in a word each the response levels over these moments, so that a change is seen."""
    rows = ResponseLevel.objects.between(start, end).order_by("pk")
    return [f"{key}:{level}" for key, level in rows.values_list("pk", "level")]
