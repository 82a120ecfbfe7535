"""What a holder has, and how much of it is free: questions to ask under the holder's lock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from .models import Balance, Holder, Item, Lot, Reservation


@dataclass(frozen=True)
class Portion:
    """So many of one lot."""

    lot: Lot
    quantity: int


def good_in(holder: Holder, item: str, day: date) -> int:
    """Return how many of `item` the holder has that are good on `day`."""
    rows = Balance.objects.good_on(day).filter(holder=holder, lot__item=item)
    return int(rows.aggregate(total=Sum("quantity"))["total"] or 0)


def reserved_in(
    holder: Holder, item: str, *, but_for: Iterable[str] = (), on: date | None = None
) -> int:
    """Return how many are spoken for, not counting the occasions of those keys.

    `on`: for use on that day alone; what comes back after a shift is spoken for on its own day.
    """
    rows = Reservation.objects.open().filter(holder=holder, item=item)
    rows = rows.exclude(occasion_key__in=list(but_for))
    if on is not None:
        rows = rows.filter(Q(item__is_reusable=False) | Q(day=on))
    return int(rows.aggregate(total=Sum("quantity"))["total"] or 0)


def free_in(holder: Holder, item: str, day: date, *, but_for: Iterable[str] = ()) -> int:
    """Return how many are good on `day` and nobody else's; never below zero.

    `but_for`: the occasion of that day they are wanted for; none: to be given away for good.
    """
    spoken = reserved_in(holder, item, but_for=but_for, on=day if but_for else None)
    return max(0, good_in(holder, item, day) - spoken)


def first_to_expire(holder: Holder, item: str, quantity: int, day: date) -> list[Portion]:
    """Return up to `quantity`, from the lots good on `day` that expire first (FEFO)."""
    rows = Balance.objects.good_on(day).filter(holder=holder, lot__item=item)
    portions, left = [], quantity
    for row in rows.select_related("lot__item").first_to_expire():
        if not left:
            break
        taken = min(left, row.quantity)
        portions.append(Portion(row.lot, taken))
        left -= taken
    return portions


class Pool:
    """What many holders have, read at once; what is taken from it is no longer free."""

    def __init__(self) -> None:
        self.lots: dict[tuple[int, str], list[tuple[date | None, int]]] = defaultdict(list)
        self.taken: dict[tuple[int, str, date | None], int] = defaultdict(int)
        self.coming_back: set[str] = set()  # items that are used again another day

    @classmethod
    def of(cls, holders: Iterable[Holder]) -> "Pool":
        """Read the balances and reservations of these holders, which are locked: three queries."""
        pool, keys = cls(), sorted({holder.pk for holder in holders})
        there = Balance.objects.there().filter(holder__in=keys)
        for holder, item, expires, count in there.order_by().values_list(
            "holder", "lot__item", "lot__expires_on", "quantity"
        ):
            pool.lots[holder, item].append((expires, count))
        pool.coming_back = set(Item.objects.filter(is_reusable=True).values_list("pk", flat=True))
        spoken = Reservation.objects.open().filter(holder__in=keys).order_by()
        for holder, item, day, count in spoken.values_list("holder", "item", "day", "quantity"):
            pool.taken[holder, item, pool._counted_on(item, day)] += count
        return pool

    def _counted_on(self, item: str, day: date) -> date | None:
        return day if item in self.coming_back else None

    def take(self, holder: Holder, item: str, count: int, day: date, until: date) -> int:
        """Return how many of `count` are free on `day` and good to `until`; they are taken."""
        key = (holder.pk, item, self._counted_on(item, day))
        good = sum(
            some for expires, some in self.lots[holder.pk, item]
            if expires is None or expires >= until
        )  # fmt: skip
        kept = max(0, min(count, good - self.taken[key]))
        self.taken[key] += kept
        return kept
