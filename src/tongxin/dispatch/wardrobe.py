"""What of the gear a plan needs is missing, in names, and where to ask for more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tongxin.people.models import Unit
from tongxin.places.models import Place
from tongxin.protection.models import Holder, Item


@dataclass(frozen=True)
class Short:
    """So many of an item are missing at a stock; `url`: the stock, "" where there is none yet."""

    owner: str
    item: str
    missing: int
    url: str


def short_of(rows: Sequence[dict[str, Any]]) -> list[Short]:
    """Return in names what `kits.summed` counted; four queries."""
    if not rows:
        return []
    keys = {kind: [row["owner"] for row in rows if row["kind"] == kind] for kind in OWNERS}
    owners = {
        (kind, key): owner
        for kind, model in OWNERS.items()
        for key, owner in model.objects.in_bulk(keys[kind]).items()
    }
    items = Item.objects.in_bulk([row["item"] for row in rows])
    stocks = {
        ("unit", row.unit_id) if row.unit_id else ("place", row.place_id): row.pk
        for row in Holder.objects.exclude(place=None, unit=None)
    }
    return [
        Short(
            str(owners.get((row["kind"], row["owner"]), "–")),
            str(items.get(row["item"], row["item"])),
            row["missing"],
            _stock(stocks.get((row["kind"], row["owner"]))),
        )
        for row in rows
    ]


def _stock(key: int | None) -> str:
    return reverse("protection:stock_of", args=[key]) if key else ""


OWNERS: dict[str, Any] = {"unit": Unit, "place": Place}
