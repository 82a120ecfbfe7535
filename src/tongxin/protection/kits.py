"""Which kit a shift asks for, and who has theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongxin.web.questions import Question

from .models import Kit, KitIssue, KitLine

AT_ONCE = 900  # keys in one question
FEW = 50  # people, named in the question
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class KitRow:
    """A kit: for which class and kind ("": any), from which level on, how many of each item."""

    key: int
    service_class: str
    kind: str
    level: int
    needs: Mapping[str, int]

    def suits(self, service_class: str, kind: str, level: int) -> bool:
        """Whether it may be asked for; `level` 1–4, 0: no response level holds."""
        return (
            self.service_class in ("", service_class)
            and self.kind in ("", kind)
            and (self.level == 0 or 0 < level <= self.level)
        )

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """More particular kits rank higher: of a kind, of a class, of a harder level."""
        return bool(self.kind), bool(self.service_class), 5 - self.level if self.level else 0


@dataclass(frozen=True)
class Wardrobe:
    """All kits of the city."""

    kits: tuple[KitRow, ...] = ()

    def kit_for(self, service_class: str, kind: str, level: int) -> KitRow | None:
        """Return the kit a shift asks for; None: none, as where nothing protects from anything."""
        fitting = [kit for kit in self.kits if kit.suits(service_class, kind, level)]
        found = max(fitting, key=lambda kit: kit.rank, default=None)
        return found if found and found.needs else None

    def enough(self, needed: KitRow) -> list[int]:
        """Return the keys of the kits that hold at least what `needed` holds."""
        return [
            kit.key for kit in self.kits
            if all(kit.needs.get(item, 0) >= count for item, count in needed.needs.items())
        ]  # fmt: skip

    @cached_property
    def by_key(self) -> dict[int, KitRow]:
        return {kit.key: kit for kit in self.kits}


@dataclass(frozen=True)
class InHand:
    """Who has a kit for which occasion: K of them, in no order.

    person, kit (K,) int64; occasion (K,) str.
    """

    person: Ints
    occasion: NDArray[np.str_]
    kit: Ints

    def holders(self, occasion: str, kits: Iterable[int]) -> Ints:
        """Return ids of those who have one of `kits` for the occasion."""
        of_it = (self.occasion == occasion) & np.isin(self.kit, list(kits))
        found: Ints = self.person[of_it]
        return found


def wardrobe() -> Wardrobe:
    """Read all kits: two queries."""
    needs: dict[int, dict[str, int]] = {}
    for kit, item, quantity in KitLine.objects.values_list("kit_id", "item_id", "quantity"):
        needs.setdefault(kit, {})[item] = quantity
    rows = Kit.objects.filter(retired_at=None).order_by("pk")
    return Wardrobe(tuple(
        KitRow(key, code or "", kind, level, needs.get(key, {}))
        for key, code, kind, level in rows.values_list(
            "pk", "service_class_id", "post_kind", "level")
    ))  # fmt: skip


def kits_of(keys: Iterable[str], people: Sequence[int] | None = None) -> InHand:
    """Return who has their kit for the occasions of these keys; of all, or of a few `people`."""
    wanted = sorted(set(filter(None, keys)))
    if people is not None and len(people) == len(wanted) == 1:
        rows = OF_ONE.ask(people[0], wanted[0])
    else:
        rows = [
            row
            for start in range(0, len(wanted), AT_ONCE)
            for row in _held(people).filter(occasion_key__in=wanted[start : start + AT_ONCE])
        ]
    return InHand(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.str_),
        np.array([row[2] for row in rows], np.int64),
    )


def _held(people: Sequence[int] | None) -> Any:
    held = KitIssue.objects.in_hand().order_by()
    if people is not None and len(people) <= FEW:
        held = held.filter(person__in=people)
    return held.values_list("person_id", "occasion_key", "kit_id")


OF_ONE = Question(lambda person, key: _held(None).filter(person=person, occasion_key=key), int, str)


def empty_hands() -> InHand:
    """Return that nobody has anything."""
    none = np.zeros(0, np.int64)
    return InHand(none, np.zeros(0, np.str_), none)
