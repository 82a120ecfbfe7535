"""What a kit is made of, from whose stock it comes, and what goes back there."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.models import Person, Unit
from tongxin.places.models import Place

from ..kits import KitRow, wardrobe
from ..models import Holder, Item, KitIssue, Lot, Movement, MovementLine
from ..needing import kit_needed
from ..occasions import Occasion
from ..stock import Portion, free_in
from ..supplying import CITY, Supplier, suppliers_of
from .holders import holder_of, lock_holders, outside
from .posting import Leg
from .refusals import BadMovement, NoKitNeeded
from .stocking import take


def needed_at(occasion: Occasion) -> KitRow:
    """Return the kit of the occasion. Raises `NoKitNeeded`."""
    needed = kit_needed(occasion)
    if needed is None:
        raise NoKitNeeded(_("For this shift nobody needs a kit."))
    return needed


def in_hand(person: Person, occasion: Occasion) -> KitIssue | None:
    """Return the kit the person has for the occasion; the person is locked from here."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    rows = KitIssue.objects.in_hand().filter(person=person, occasion_key=occasion.key)
    found: KitIssue | None = rows.select_related("kit", "place", "person").first()
    return found


def missing_from(row: KitIssue | None, needed: KitRow) -> dict[str, int]:
    """Return what is to be added to what is in hand, by item."""
    has = wardrobe().by_key.get(row.kit_id) if row else None
    held = has.needs if has else {}
    return {
        item: count - held.get(item, 0)
        for item, count in needed.needs.items()
        if count > held.get(item, 0)
    }


def legs_out(
    person: Person, occasion: Occasion, missing: Mapping[str, int],
    chosen: Unit | Place | None,
) -> list[Leg]:  # fmt: skip
    """Return what goes out, item by item, from who must supply it, or who was `chosen`."""
    suppliers = suppliers_of(missing, person, occasion)
    using = occasion.unit or occasion.place
    owners = [chosen] if chosen else [using, *(one.owner for one in suppliers.values())]
    locked = {row.pk: row for row in lock_holders([holder_of(owner) for owner in owners])}
    world, legs = outside(), []
    for item, count in sorted(missing.items()):
        owner = chosen or _owner(suppliers[item], item, count, occasion, using)
        holder = locked[holder_of(owner).pk]
        portions = take(holder, item, count, occasion.last_day, occasion=occasion.key)
        legs += [Leg(holder, world, portion) for portion in portions]
    return legs


def _owner(
    supplier: Supplier, item: str, count: int, occasion: Occasion, using: Unit | Place
) -> Unit | Place:
    """Urgent gear the city has sent already is where it is used."""
    if supplier.rule != CITY:
        return supplier.owner
    there = free_in(holder_of(using), item, occasion.last_day, but_for=[occasion.key])
    return using if there >= count else supplier.owner


def keep(
    row: KitIssue | None, person: Person, occasion: Occasion, needed: KitRow, how: str,
    words: str, by: Person,
) -> KitIssue:  # fmt: skip
    """Write down that the person has the kit now, or a better one than before."""
    said = {"kit_id": needed.key, "how": how, "words": words[:300], "given_by": by,
            "given_at": timezone.now()}  # fmt: skip
    if row is None:
        made: KitIssue = KitIssue.objects.create(
            person=person, place=occasion.place, occasion_key=occasion.key,
            occasion_title=occasion.title[:120], day=occasion.day, **said,
        )  # fmt: skip
        return made
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=["kit", "how", "words", "given_by", "given_at"])
    return row


def out_of(row: KitIssue) -> dict[tuple[int, int], int]:
    """Return what the person still has from stock: (holder, lot) and how many."""
    lines = MovementLine.objects.filter(
        movement__occasion_key=row.occasion_key, movement__person=row.person_id,
        movement__kind__in=[Movement.Kind.ISSUE, Movement.Kind.RETURN],
    ).exclude(holder__kind=Holder.Kind.OUTSIDE)  # fmt: skip
    sums = lines.order_by().values_list("holder", "lot").annotate(total=Sum("quantity"))
    return {(holder, lot): -total for holder, lot, total in sums if total < 0}


def back_to_stock(row: KitIssue, back: Mapping[str, int] | None) -> list[Leg]:
    """Return what goes back to the stock it came from. Raises `BadMovement`."""
    has = out_of(row)
    holders = {one.pk: one for one in lock_holders(
        Holder.objects.filter(pk__in={holder for holder, _lot in has}))}  # fmt: skip
    lots = {lot.pk: lot for lot in Lot.objects.filter(
        pk__in={lot for _holder, lot in has}).select_related("item")}  # fmt: skip
    of_item: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for (holder, lot), count in sorted(has.items()):
        of_item[lots[lot].item_id].append((holder, lot, count))
    world, legs = outside(), []
    for item, wanted in _wanted(back, of_item).items():
        if wanted > sum(count for *_key, count in of_item[item]) or wanted < 0:
            raise BadMovement(_("More comes back than was handed out."))
        for holder, lot, count in of_item[item]:
            taken = min(wanted, count)
            wanted -= taken
            if taken:
                legs.append(Leg(world, holders[holder], Portion(lots[lot], taken)))
    return legs


def _wanted(
    back: Mapping[str, int] | None, of_item: Mapping[str, list[tuple[int, int, int]]]
) -> Counter[str]:
    if back is not None:
        return Counter(back)
    kept = set(Item.objects.filter(pk__in=list(of_item), is_reusable=True)
               .values_list("pk", flat=True))  # fmt: skip
    return Counter({item: sum(count for *_key, count in rows)
                    for item, rows in of_item.items() if item in kept})  # fmt: skip
