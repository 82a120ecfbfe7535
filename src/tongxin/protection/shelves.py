"""What stands on a holder's shelves: by item, what is good, spoken for, used, and until when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from .forecasts import Store, runs_out_on
from .models import Balance, Holder, Item, Movement, MovementLine, Reservation, Threshold

LATELY_DAYS = 14  # over which use is averaged
SOON_DAYS = 30  # what expires within is shown


@dataclass
class Shelf:
    """One item of one holder; numbers of pieces."""

    holder: Holder
    item: Item
    least: int
    good: int = 0
    expired: int = 0
    expires_soon: int = 0
    reserved: int = 0
    per_day: float = 0.0  # used lately
    runs_out: date | None = None
    balances: list[Balance] = field(default_factory=list)

    @property
    def free(self) -> int:
        return max(0, self.good - self.reserved)

    @property
    def is_low(self) -> bool:
        return self.free < self.least

    @property
    def tone(self) -> str:
        return "stopped" if not self.good else "waiting" if self.is_low or self.runs_out else "done"


def shelves_of(holders: Iterable[Holder]) -> list[Shelf]:
    """Return the shelves of these holders, those with nothing and no threshold left out.

    As many queries for one as for all: five.
    """
    kept, today = {holder.pk: holder for holder in holders}, timezone.localdate()
    items = {item.pk: item for item in Item.objects.filter(retired_at=None)}
    own = {(row.holder_id, row.item_id): row.least
           for row in Threshold.objects.filter(holder__in=list(kept))}  # fmt: skip
    shelves: dict[tuple[int, str], Shelf] = {}

    def shelf(holder: int, item: str) -> Shelf | None:
        key = (holder, item)
        if key not in shelves and item in items:
            least = own.get(key, items[item].least)
            shelves[key] = Shelf(kept[holder], items[item], least)
        return shelves.get(key)

    for key in own:
        shelf(*key)
    for row in Balance.objects.filter(holder__in=list(kept)).select_related("lot__item"):
        if found := shelf(row.holder_id, row.lot.item_id):
            _put(found, row, today)
    spoken = _reserved(list(kept), today)
    used = used_lately(list(kept))
    for key, one in shelves.items():
        one.reserved = int(sum(spoken[key].values()))
        one.per_day = used.get(key, 0.0)
        one.runs_out = _runs_out(one, spoken[key], today)
    return sorted(shelves.values(), key=lambda one: (one.holder.path, one.holder.pk,
                                                     one.item.order, one.item.pk))  # fmt: skip


def _put(shelf: Shelf, row: Balance, today: date) -> None:
    if not row.quantity:
        return
    shelf.balances.append(row)
    if not row.lot.is_good_on(today):
        shelf.expired += row.quantity
        return
    shelf.good += row.quantity
    if not row.lot.is_good_on(today + timedelta(days=SOON_DAYS)):
        shelf.expires_soon += row.quantity


def _reserved(holders: list[int], today: date) -> dict[tuple[int, str], dict[int, float]]:
    found: dict[tuple[int, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in Reservation.objects.open().filter(holder__in=holders):
        found[row.holder_id, row.item_id][max(0, (row.day - today).days)] += row.quantity
    return found


def used_lately(holders: list[int]) -> Mapping[tuple[int, str], float]:
    """Return what was issued and not given back a day, by holder and item, of late."""
    since = timezone.now() - timedelta(days=LATELY_DAYS)
    kinds = [Movement.Kind.ISSUE, Movement.Kind.RETURN]
    rows = (
        MovementLine.objects.filter(
            Q(movement__kind__in=kinds), holder__in=holders, movement__made_at__gte=since
        )
        .order_by()
        .values_list("holder", "lot__item")
        .annotate(total=Sum("quantity"))
    )
    return {(holder, item): max(0, -total) / LATELY_DAYS for holder, item, total in rows}


def _runs_out(shelf: Shelf, spoken: Mapping[int, float], today: date) -> date | None:
    if not shelf.per_day and not spoken:
        return None
    stores = [
        Store(row.quantity, (row.lot.expires_on - today).days if row.lot.expires_on else None)
        for row in shelf.balances
    ]
    day = runs_out_on(stores, shelf.per_day, spoken)
    return None if day is None else today + timedelta(days=day)
