"""Who has passed what, and what must be passed: the questions clearance asks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from .models import ModuleNeed, Pass

AT_ONCE = 900  # ids in one question; SQLite takes no more than 999 values


def passes_of(person_ids: Iterable[int], at: datetime) -> dict[int, frozenset[str]]:
    """Return {person id: codes of the modules whose pass counts at `at`}; all ids are keys."""
    found: dict[int, set[str]] = {person: set() for person in person_ids}
    ids = list(found)
    for start in range(0, len(ids), AT_ONCE):
        some = Pass.objects.valid(at).filter(person__in=ids[start : start + AT_ONCE])
        for person, module in some.order_by().values_list("person", "module"):
            found[person].add(module)
    return {person: frozenset(modules) for person, modules in found.items()}


def modules_for(service_class_code: str, post_kind: str = "") -> frozenset[str]:
    """Return the codes of the modules one needs to stand in a post of a class and kind."""
    return modules_by_post().needed(service_class_code, post_kind)


class Needed:
    """The whole table of who needs what, read once."""

    def __init__(self, rows: Iterable[tuple[str, str | None, str]]) -> None:
        self._by: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        for module, service_class, post_kind in rows:
            self._by[service_class or "", post_kind].add(module)

    def needed(self, service_class: str, post_kind: str = "") -> frozenset[str]:
        """Return the modules for everybody, for the class, for the kind, and for both."""
        asked = service_class, post_kind
        if asked not in self._known:
            keys = {("", ""), (service_class, ""), ("", post_kind), asked}
            self._known[asked] = frozenset().union(*(self._by.get(key, set()) for key in keys))
        return self._known[asked]


def modules_by_post() -> Needed:
    """Return the table of who needs what: one query, for many questions."""
    return Needed(ModuleNeed.objects.values_list("module", "service_class", "post_kind"))


def missing(
    person_id: int, at: datetime, service_class_code: str, post_kind: str = ""
) -> frozenset[str]:
    """Return the codes of modules the person still has to pass to stand there at `at`."""
    needed = modules_for(service_class_code, post_kind)
    return needed - passes_of([person_id], at)[person_id]


def current(person_id: int) -> Q:
    """Return what picks the person's passes that were not revoked."""
    return Q(person=person_id, revoked_at=None)
