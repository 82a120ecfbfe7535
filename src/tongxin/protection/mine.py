"""What one reads about oneself: today's health, and the kits of the days ahead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.models import Person, Unit
from tongxin.places.models import Place

from .health import symptom_names
from .kits import KitRow
from .models import Case, Declaration, Item, KitIssue
from .needing import kits_needed
from .occasions import Occasion
from .rota import Turn
from .supplying import Supplier, supplier_of, unit_of


@dataclass(frozen=True)
class Today:
    """What somebody said today, opened for themselves, and an open case."""

    worst: Declaration | None
    facts: list[str]
    case: Case | None

    @property
    def may_serve(self) -> bool:
        return self.case is None and not (self.worst and self.worst.is_unfit)


def today_of(person: Person) -> Today:
    """Return the person's own health of today: two queries."""
    said = Declaration.objects.standing().filter(person=person, day=timezone.localdate())
    worst = max(said, key=lambda row: row.is_unfit, default=None)
    case = Case.objects.open().filter(person=person).first()
    return Today(worst, facts_of(worst) if worst else [], case)


def facts_of(declaration: Declaration) -> list[str]:
    """Return what was said in words; nothing once it was thrown away."""
    said = declaration.facts
    if not said:
        return []
    names = symptom_names()
    words = [f"{said['temperature']} °C"]
    words += [names.get(code, code) for code in said["symptoms"]]
    return words + ([_("contact or risk area")] if said["exposed"] else [])


@dataclass(frozen=True)
class Need:
    """An item of a kit: how many, and who supplies it."""

    item: Item
    count: int
    supplier: Supplier


@dataclass(frozen=True)
class KitAhead:
    """An occasion, what it asks for, and the kit in hand."""

    occasion: Occasion
    kit: KitRow | None
    needs: Sequence[Need]
    issue: KitIssue | None


def kits_ahead(person: Person, turns: Iterable[Turn]) -> list[KitAhead]:
    """Return for each turn of the person what it needs and whether it is there: eight queries."""
    turns = list(turns)
    kits = kits_needed(turn.occasion for turn in turns)
    rows = KitIssue.objects.in_hand().filter(person=person, occasion_key__in=list(kits))
    issued: dict[str, Any] = {row.occasion_key: row for row in rows.select_related("kit")}
    needs = Needs.of_all()
    unit = unit_of(person)
    return [
        KitAhead(turn.occasion, kits[turn.occasion.key],
                 needs.of(unit, turn.occasion, kits[turn.occasion.key]),
                 issued.get(turn.occasion.key))
        for turn in turns
    ]  # fmt: skip


@dataclass(frozen=True)
class Needs:
    """What a kit holds, item by item, and who must supply each."""

    items: Mapping[str, Item]
    city: Place

    @classmethod
    def of_all(cls) -> "Needs":
        """Read the items: two queries."""
        rows = Item.objects.order_by("order", "pk")
        return cls({row.pk: row for row in rows}, Place.objects.get(parent=None))

    def of(self, unit: Unit | None, occasion: Occasion, kit: KitRow | None) -> list[Need]:
        """Return the items of `kit` for somebody of `unit` (None: a social volunteer)."""
        needs = kit.needs if kit else {}
        return [
            Need(item, needs[code], supplier_of(item, unit, occasion, self.city))
            for code, item in self.items.items()
            if code in needs
        ]
