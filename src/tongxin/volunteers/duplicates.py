"""Who may stand in the register twice: pairs to be looked at by a person, never merged by itself.

Two open accounts cannot share a phone or an identity number (blind index), so a human entered twice
has at least one entry without an identity number, under the same name.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.queries import under_any
from tongxin.web.questions import Question

from .models import Apart, Volunteer
from .queries import sees_all

SAME_BIRTH = _("same name and date of birth")
SAME_HOME = _("same name and village, one without a date of birth")
SHOWN = (
    "number", "state", "confirmed_at", "person__name", "person__identity_index",
    "person__birth_date", "person__home__name", "person__home__name_en",
    "person__home__parent__name", "person__home__parent__name_en", "person__home__parent__parent",
)  # fmt: skip
NAMES = 400  # unchecked ones, looked at in one question
ROUNDS = 5  # questions at most for one page
KEPT = 500  # sets of places somebody may merge at, whose question is kept


@dataclass(frozen=True)
class Pair:
    """Two entries that look like one human; `kept` is the one to keep, unless told otherwise."""

    kept: Volunteer
    gone: Volunteer
    reasons: list[str | Promise] = field(default_factory=list)


def pair_of(one: Volunteer, other: Volunteer) -> Pair:
    """Return two entries as a pair, the checked, the confirmed, the older one as `kept`."""
    kept, gone = sorted((one, other), key=_standing)
    return Pair(kept, gone, list(_reasons(one, other)))


def _standing(volunteer: Volunteer) -> tuple[bool, bool, int]:
    unchecked = not volunteer.person.identity_index
    return unchecked, volunteer.confirmed_at is None, volunteer.pk


def mergeable_by(person: Person) -> Any:
    """Open entries of those at home where the person holds "volunteer.merge"."""
    return _open_under(person.paths_where("volunteer.merge"))


def _open_under(paths: list[str]) -> Any:
    found = Volunteer.objects.open()
    return found if sees_all(paths) else found.filter(under_any(paths, "person__home__path"))


def suspected(viewer: Person, *, after: str = "", q: str = "", most: int = 30) -> Any:
    """Return (pairs, the name after which to go on or ""), by name; `q` is a name's beginning.

    Names come from the index of unchecked names, `NAMES` at a time, so a page costs the same in a
    register of 120,000.
    """
    pairs: list[Pair] = []
    for _round in range(ROUNDS):
        names, after = _names(viewer, after, q)
        pairs += _pairs(viewer, names)
        if not after or len(pairs) >= most:
            break
    return pairs, after


def _names(viewer: Person, after: str, q: str) -> tuple[list[str], str]:
    """Return names several entries have, one of them unchecked, and the last name looked at."""
    within = [q, q + "\U0010ffff"] if q else []
    paths = tuple(viewer.paths_where("volunteer.merge"))
    asked = _unchecked(paths, len(within), NAMES).ask(after, *within)
    if not asked:
        return [], ""
    looked = [name for (name,) in asked]
    counted = mergeable_by(viewer).filter(person__name__in=looked).order_by()
    several = counted.values_list("person__name").annotate(n=Count("pk")).filter(n__gt=1)
    return [name for name, _n in several], looked[-1] if len(looked) == NAMES else ""


@lru_cache(KEPT)
def _unchecked(paths: tuple[str, ...], marks: int, most: int) -> Question:
    """Ask for the names of unchecked entries after one; within two others, for two marks."""

    def write(after: str, *within: str) -> "QuerySet[Any, Any]":
        found = _open_under(list(paths)).filter(person__identity_index="", person__name__gt=after)
        if within:
            found = found.filter(person__name__gte=within[0], person__name__lt=within[1])
        names = found.order_by("person__name").values_list("person__name")
        return names.distinct()[:most]  # type: ignore[no-any-return]

    return Question(write, *[str] * (1 + marks))


def _pairs(viewer: Person, names: list[str]) -> Iterator[Pair]:
    if not names:
        return
    rows = mergeable_by(viewer).filter(person__name__in=names).order_by("person__name", "pk")
    buckets: dict[tuple[Any, ...], list[Volunteer]] = defaultdict(list)
    for row in rows.select_related("person__home__parent").only(*SHOWN):
        person = row.person
        if person.birth_date:
            buckets[person.name, "born", person.birth_date].append(row)
        buckets[person.name, "home", person.home_id].append(row)
    likely = {
        (one.pk, other.pk): (one, other)
        for bucket in buckets.values()
        for one, other in combinations(bucket, 2)
        if any(_reasons(one, other))
    }
    keys = {key for pair in likely for key in pair}
    apart = set(Apart.objects.filter(first__in=keys).values_list("first", "second"))
    for key, (one, other) in likely.items():
        if key not in apart:
            yield pair_of(one, other)


def _reasons(one: Volunteer, other: Volunteer) -> Iterator[str | Promise]:
    """Why two may be one human; nothing for two identity numbers or dates of birth."""
    first, second = one.person, other.person
    if first.name != second.name or (first.identity_index and second.identity_index):
        return
    if first.birth_date and second.birth_date:
        if first.birth_date == second.birth_date:
            yield SAME_BIRTH
    elif first.home_id and first.home_id == second.home_id:
        yield SAME_HOME
