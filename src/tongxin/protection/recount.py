"""Count the stock anew from its ledger, and say where the two differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum

from .models import Balance, Holder, Movement, MovementLine


@dataclass(frozen=True)
class Fault:
    """Where the ledger and the shelves do not agree: which row, and how."""

    row: str
    what: str


def stock_faults() -> Iterator[Fault]:
    """Yield every fault; none: each document balances, each balance is its lines' sum."""
    lines = MovementLine.objects.order_by()
    documents = lines.values("movement", "lot").annotate(total=Sum("quantity"))
    for row in documents.exclude(total=0):
        yield Fault(f"movement:{row['movement']}", f"its lines sum to {row['total']}")
    for movement in Movement.objects.filter(lines=None).order_by():
        yield Fault(f"movement:{movement.pk}", "it has no lines")
    kept = lines.exclude(holder__kind=Holder.Kind.OUTSIDE).values_list("holder", "lot")
    sums = {(holder, lot): total for holder, lot, total in kept.annotate(total=Sum("quantity"))}
    held = {
        (row.holder_id, row.lot_id): row.quantity for row in Balance.objects.order_by().iterator()
    }
    for key in sorted(sums.keys() | held.keys()):
        said, counted = held.get(key, 0), sums.get(key, 0)
        if said != counted or counted < 0:
            yield Fault(f"holder:{key[0]} lot:{key[1]}", f"{said} on the shelf, {counted} by lines")
