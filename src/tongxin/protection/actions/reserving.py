"""A plan reserves what it will need; issuing uses it up; what is not needed is free again."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..foreseeing import Shortage, Wanted, in_order, needs_of, share_out, shortages_in
from ..models import Reservation
from ..occasions import Occasion
from .holders import holder_of, lock_holders
from .posting import Leg

AT_ONCE = 500


@transaction.atomic
def reserve(wanted: Iterable[Wanted], *, plan: str = "", by: Person) -> list[Shortage]:
    """Reserve the kits of a plan with who must supply them; return what is missing where.

    What was reserved for these occasions before is replaced: twice is once. Raises `NotAllowed`.
    """
    rows = in_order(wanted)
    for place in {one.occasion.place.pk: one.occasion.place for one in rows}.values():
        by.must("kit.issue", at=place)
    asked = needs_of(rows)
    holders = {owner: holder_of(owner) for owner in dict.fromkeys(one.owner for one in asked)}
    lock_holders(holders.values())
    keys = [one.occasion.key for one in rows]
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        _release(Reservation.objects.filter(state="open", occasion_key__in=some))
    shares = share_out(asked, holders)
    fresh = [
        Reservation(
            holder=holders[need.owner], item_id=need.item, quantity=kept, plan=plan, made_by=by,
            occasion_key=need.occasion.key, occasion_title=need.occasion.title[:120],
            day=need.occasion.day,
        )
        for need, kept in zip(asked, shares, strict=True)
        if kept
    ]  # fmt: skip
    Reservation.objects.bulk_create(fresh, AT_ONCE)
    short = shortages_in(asked, shares)
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
