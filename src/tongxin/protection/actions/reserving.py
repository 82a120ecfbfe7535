"""A plan reserves what it will need; issuing uses it up; what is not needed is free again."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from tongxin.journal.actions import record
from tongxin.people.models import Person, Unit
from tongxin.volunteers.models import Volunteer

from ..mine import Needs
from ..models import Holder, Reservation
from ..needing import kits_needed
from ..occasions import Occasion
from ..stock import Pool
from .holders import holder_of, lock_holders
from .posting import Leg

AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """Who (ids of persons) will stand on an occasion."""

    occasion: Occasion
    people: Sequence[int]


@dataclass(frozen=True)
class Shortage:
    """So many of an item are missing at a stock for an occasion."""

    occasion: Occasion
    holder: Holder
    item: str
    missing: int


@transaction.atomic
def reserve(wanted: Iterable[Wanted], *, plan: str = "", by: Person) -> list[Shortage]:
    """Reserve the kits of a plan with who must supply them; return what is missing where.

    What was reserved for these occasions before is replaced: twice is once. Raises `NotAllowed`.
    """
    rows = sorted(wanted, key=lambda one: (one.occasion.starts_at, one.occasion.key))
    for place in {one.occasion.place.pk: one.occasion.place for one in rows}.values():
        by.must("kit.issue", at=place)
    needs, holders = _needs(rows)
    keys = [one.occasion.key for one in rows]
    lock_holders(holders.values())
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        _release(Reservation.objects.open().filter(occasion_key__in=some))
    pool = Pool.of(holders.values())
    fresh, short = [], []
    for (row, key, item), count in needs.items():
        occasion, holder = rows[row].occasion, holders[key]
        kept = pool.take(holder, item, count, occasion.last_day)
        if kept:
            fresh.append(Reservation(
                holder=holder, item_id=item, quantity=kept, plan=plan, made_by=by,
                occasion_key=occasion.key, occasion_title=occasion.title[:120], day=occasion.day,
            ))  # fmt: skip
        if kept < count:
            short.append(Shortage(occasion, holder, item, count - kept))
    Reservation.objects.bulk_create(fresh, AT_ONCE)
    if rows:
        record("stock.reserved", by=by, on=rows[0].occasion.place, at=rows[0].occasion.place,
               plan=plan, occasions=len(rows), short=len(short))  # fmt: skip
    return short


@transaction.atomic
def release_reservation(*, by: Person, plan: str = "", keys: Iterable[str] = ()) -> int:
    """Free what a plan, or occasions by key, had reserved; return how many reservations.

    Raises `NotAllowed`.
    """
    found = Reservation.objects.open()
    found = found.filter(plan=plan) if plan else found.filter(occasion_key__in=list(keys))
    rows = list(found.select_related("holder__place", "holder__unit__place"))
    for holder in {row.holder_id: row.holder for row in rows}.values():
        by.must("kit.issue", at=holder.seat)
    lock_holders(row.holder for row in rows)
    freed = _release(found)
    if freed:
        seat = rows[0].holder.seat
        record("stock.released", by=by, on=seat, at=seat, plan=plan, count=freed)
    return freed


def use_reserved(occasion: Occasion, legs: Iterable[Leg]) -> None:
    """Take what was just issued for the occasion from what was reserved for it."""
    given: dict[tuple[int, str], int] = defaultdict(int)
    for leg in legs:
        given[leg.source.pk, leg.portion.lot.item_id] += leg.portion.quantity
    for row in Reservation.objects.open().filter(occasion_key=occasion.key):
        used = min(row.quantity, given[row.holder_id, row.item_id])
        row.quantity -= used
        if not row.quantity:
            row.state = Reservation.State.USED
        row.save(update_fields=["quantity", "state"])


def _release(rows: "QuerySet[Reservation]") -> int:
    return rows.update(state=Reservation.State.RELEASED)


def _needs(
    rows: Sequence[Wanted],
) -> tuple[dict[tuple[int, int, str], int], dict[int, Holder]]:
    """Return how many each row needs, by (row, holder, item); and the holders by id."""
    kits, all_needs = kits_needed(one.occasion for one in rows), Needs.of_all()
    units = _units({person for one in rows for person in one.people})
    stocks: dict[tuple[str, int], Holder] = {}
    found: dict[tuple[int, int, str], int] = defaultdict(int)
    for row, one in enumerate(rows):
        heads = Counter(units.get(person) for person in one.people)
        for unit, count in heads.items():
            for need in all_needs.of(unit, one.occasion, kits[one.occasion.key]):
                owner = need.supplier.owner
                key = (type(owner).__name__, owner.pk)
                if key not in stocks:
                    stocks[key] = holder_of(owner)
                found[row, stocks[key].pk, need.item.pk] += need.count * count
    return found, {holder.pk: holder for holder in stocks.values()}


def _units(people: Iterable[int]) -> dict[int, Unit | None]:
    keys = sorted(people)
    found: dict[int, Unit | None] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = Volunteer.objects.filter(person__in=keys[start : start + AT_ONCE])
        found |= {row.person_id: row.unit for row in some.select_related("unit__place")}
    return found
