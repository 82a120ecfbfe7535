"""What occasions will need, of whose stock, and what of it is missing. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongxin.people.models import Unit
from tongxin.places.models import Place
from tongxin.volunteers.models import Volunteer

from .mine import Needs
from .models import Holder
from .needing import kits_needed
from .occasions import Occasion
from .stock import Pool

AT_ONCE = 500
Owner = Unit | Place


@dataclass(frozen=True)
class Wanted:
    """Who (ids of persons) will stand on an occasion."""

    occasion: Occasion
    people: Sequence[int]


@dataclass(frozen=True)
class NeedOf:
    """So many of an item (by code) for an occasion, out of the stock of `owner`."""

    occasion: Occasion
    owner: Owner
    item: str
    count: int


@dataclass(frozen=True)
class Shortage:
    """So many of an item are missing at a stock for an occasion."""

    occasion: Occasion
    owner: Owner
    item: str
    missing: int


def in_order(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Return the occasions in order of time: the earlier are provided for first."""
    return sorted(wanted, key=lambda one: (one.occasion.starts_at, one.occasion.key))


def needs_of(rows: Sequence[Wanted]) -> list[NeedOf]:
    """Return what each occasion needs of whose stock, in the order given; some ten queries."""
    kits, all_needs = kits_needed(one.occasion for one in rows), Needs.of_all()
    units = _units({person for one in rows for person in one.people})
    found: list[NeedOf] = []
    for one in rows:
        counted: dict[tuple[Owner, str], int] = defaultdict(int)
        for unit, heads in Counter(units.get(person) for person in one.people).items():
            for need in all_needs.of(unit, one.occasion, kits[one.occasion.key]):
                counted[need.supplier.owner, need.item.pk] += need.count * heads
        found += [NeedOf(one.occasion, *key, count) for key, count in counted.items()]
    return found


def share_out(asked: Iterable[NeedOf], holders: Mapping[Owner, Holder]) -> list[int]:
    """Return how many each need gets of what is free, one after the other; three queries."""
    pool = Pool.of(holders.values())
    return [
        pool.take(
            holders[need.owner], need.item, need.count, need.occasion.day, need.occasion.last_day
        )
        if need.owner in holders
        else 0
        for need in asked
    ]


def shortages_in(asked: Iterable[NeedOf], shares: Iterable[int]) -> list[Shortage]:
    """Return what is missing where."""
    return [
        Shortage(need.occasion, need.owner, need.item, need.count - kept)
        for need, kept in zip(asked, shares, strict=True)
        if kept < need.count
    ]


def shortages(wanted: Iterable[Wanted]) -> list[Shortage]:
    """Return what would be missing where, were all this reserved now."""
    asked = needs_of(in_order(wanted))
    owners = set(one.owner for one in asked)
    rows = Holder.objects.exclude(place=None, unit=None).select_related("place", "unit")
    holders = {row.unit or row.place: row for row in rows}
    known = {owner: holders[owner] for owner in owners if owner in holders}
    return shortages_in(asked, share_out(asked, known))


def _units(people: Iterable[int]) -> dict[int, Unit]:
    """Return the unit of each of `people` who comes from one."""
    keys = sorted(people)
    found: dict[int, int] = {}
    of_units = Volunteer.objects.exclude(unit=None)
    for start in range(0, len(keys), AT_ONCE):
        some = of_units.filter(person__in=keys[start : start + AT_ONCE])
        found |= dict(some.order_by().values_list("person", "unit"))
    units = Unit.objects.select_related("place").in_bulk(set(found.values()))
    return {person: units[key] for person, key in found.items()}
