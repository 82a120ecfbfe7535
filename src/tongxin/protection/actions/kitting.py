"""What is in which kit: data that ships with the product, and is the city's from then on."""

import json
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place, ServiceClass

from ..models import Holder, Item, Kit, KitLine, Threshold
from .refusals import BadKit

DATA = Path(__file__).parent.parent / "data" / "kits.json"
MOST = 50  # of one item in one kit


@transaction.atomic
def set_up_kits(*, by: Person) -> int:
    """Make the items and kits every city starts with; return how many kits.

    What is there already is left as the city has made it: twice is once.
    """
    city = Place.objects.get(parent=None)
    by.must("kit.manage", at=city)
    table = json.loads(DATA.read_text())
    for order, row in enumerate(table["items"]):
        Item.objects.get_or_create(code=row["code"], defaults=row | {"order": order})
    classes, made = ServiceClass.objects.in_bulk(), 0
    for row in table["kits"]:
        code, kind, level = row.get("service_class"), row.get("post_kind", ""), row.get("level", 0)
        known = Kit.objects.filter(service_class=code, post_kind=kind, level=level)
        if known.exists() or (code and code not in classes):
            continue
        names = {"name": row["name"], "name_en": row["name_en"]}
        kit = Kit.objects.create(service_class_id=code, post_kind=kind, level=level, **names)
        _fill(kit, row["needs"])
        made += 1
    record("kit.set_up", by=by, on=city, at=city, kits=made)
    return made


@transaction.atomic
def fill_kit(kit: Kit, needs: Mapping[str, int], *, by: Person) -> Kit:
    """Say what is in a kit from now on (item: how many). Raises `BadKit`, `NotAllowed`.

    The old one is kept for those who have it in hand; the new one takes its place.
    """
    city = Place.objects.get(parent=None)
    by.must("kit.manage", at=city)
    kit = Kit.objects.select_for_update(of=("self",)).get(pk=kit.pk)
    if kit.retired_at is not None:
        raise BadKit(_("This kit was changed meanwhile: look at the newer one."))
    known = set(Item.objects.filter(retired_at=None).values_list("pk", flat=True))
    if not set(needs) <= known or any(not 0 < count <= MOST for count in needs.values()):
        raise BadKit(_("A kit holds known items, at most %(most)s of each.") % {"most": MOST})
    before = dict(kit.lines.values_list("item_id", "quantity"))
    if before == dict(needs):
        return kit
    kit.retired_at = timezone.now()
    kit.save(update_fields=["retired_at"])
    fresh: Kit = Kit.objects.create(
        name=kit.name, name_en=kit.name_en, service_class=kit.service_class,
        post_kind=kit.post_kind, level=kit.level,
    )  # fmt: skip
    _fill(fresh, needs)
    record("kit.filled", by=by, on=fresh, at=city, before=before, after=dict(needs))
    return fresh


def _fill(kit: Kit, needs: Mapping[str, int]) -> None:
    KitLine.objects.bulk_create(
        [KitLine(kit=kit, item_id=item, quantity=count) for item, count in needs.items()]
    )


@transaction.atomic
def set_threshold(holder: Holder, item: Item, least: int, *, by: Person) -> Threshold:
    """Say below how many of an item this stock runs low. Raises `BadKit`, `NotAllowed`."""
    by.must("stock.move", at=holder.seat)
    if not 0 <= least <= 1_000_000:
        raise BadKit(_("A threshold is a number from 0 to a million."))
    row, _made = Threshold.objects.update_or_create(
        holder=holder, item=item, defaults={"least": least}
    )
    record("stock.threshold_set", by=by, on=holder, at=holder.seat, item=item.pk, least=least)
    found: Threshold = row
    return found
