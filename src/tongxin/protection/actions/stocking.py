"""Receive, pass on, write off and count stock (rule 36)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person, Unit
from tongxin.places.models import Place

from ..models import Balance, Holder, Item, Lot, Movement
from ..stock import Portion, first_to_expire, free_in
from .holders import holder_of, lock_holders, outside
from .posting import Leg, Paper, done_before, post
from .refusals import BadMovement, NotEnough


@dataclass(frozen=True)
class Arrival:
    """What came: so many of an item, of which lot, good to which day (None: keeps)."""

    item: Item
    quantity: int
    lot: str = ""
    expires_on: date | None = None


@transaction.atomic
def receive(
    owner: Unit | Place, arrival: Arrival, *, by: Person, reason: str = "", client_key: str = ""
) -> Movement:
    """Enter what came from outside. Raises `BadMovement`, `NotAllowed`."""
    by.must("stock.move", at=_seat(owner))
    (holder,) = lock_holders([holder_of(owner)])
    if before := done_before(client_key):
        return before
    if arrival.expires_on and arrival.expires_on < timezone.localdate():
        raise BadMovement(_("This has expired already: it does not come in."))
    lot, _made = Lot.objects.get_or_create(
        item=arrival.item, number=arrival.lot.strip(), expires_on=arrival.expires_on
    )
    paper = Paper(Movement.Kind.RECEIPT, by, reason, client_key)
    return post(paper, [Leg(outside(), holder, Portion(lot, arrival.quantity))])


@transaction.atomic
def transfer(
    source: Holder, target: Unit | Place, wanted: Mapping[str, int], *, by: Person,
    reason: str = "", client_key: str = "",
) -> Movement:  # fmt: skip
    """Pass items (code: how many) on to another stock, what expires first goes first.

    Neither expired nor reserved ones go. Raises `NotEnough`, `BadMovement`, `NotAllowed`.
    """
    by.must("stock.move", at=source.seat)
    return pass_on(source, holder_of(target), wanted, Paper("transfer", by, reason, client_key))


def pass_on(source: Holder, target: Holder, wanted: Mapping[str, int], paper: Paper) -> Movement:
    """Pass on, whoever may; inside a transaction."""
    by_key = {row.pk: row for row in lock_holders([source, target])}
    if before := done_before(paper.client_key):
        return before
    today, source, target = timezone.localdate(), by_key[source.pk], by_key[target.pk]
    goes = [
        Leg(source, target, portion)
        for item, quantity in sorted(wanted.items())
        for portion in take(source, item, quantity, today)
    ]
    return post(paper, goes)


def take(
    holder: Holder, item: str, quantity: int, day: date, *, occasion: str = ""
) -> list[Portion]:
    """Return the portions to give out, good on `day`, not reserved by others; holder locked.

    Raises `NotEnough`.
    """
    free = free_in(holder, item, day, but_for=[occasion] if occasion else [])
    if quantity > free:
        raise NotEnough(
            _(
                "%(holder)s has %(free)s of %(item)s to give, %(wanted)s are asked for. Ask for"
                " more under “Requests for gear”."
            ) % {
                "holder": holder, "free": free, "item": Item.objects.get(pk=item),
                "wanted": quantity,
            }
        )  # fmt: skip
    return first_to_expire(holder, item, quantity, day)


@transaction.atomic
def write_off(
    holder: Holder, lot: Lot, quantity: int, *, reason: str, by: Person, client_key: str = ""
) -> Movement:
    """Take out what is spoilt, lost or expired, and say why. Raises `NotEnough`, `BadMovement`."""
    by.must("stock.move", at=holder.seat)
    if not reason.strip():
        raise BadMovement(_("Please say in a few words why."))
    (holder,) = lock_holders([holder])
    if before := done_before(client_key):
        return before
    paper = Paper(Movement.Kind.WRITE_OFF, by, reason.strip(), client_key)
    return post(paper, [Leg(holder, outside(), Portion(lot, quantity))])


@transaction.atomic
def count_stock(
    holder: Holder, counted: Mapping[int, int], *, by: Person, reason: str = "",
    client_key: str = "",
) -> Movement | None:  # fmt: skip
    """Put the ledger right by what was counted (lot id: how many); lots left out are as they were.

    Return the movement of the differences; None: all was as it should be. A difference needs a
    reason. Raises `BadMovement`, `NotAllowed`.
    """
    by.must("stock.move", at=holder.seat)
    (holder,) = lock_holders([holder])
    if before := done_before(client_key):
        return before
    rows = Balance.objects.filter(holder=holder)
    known = dict(rows.values_list("lot_id", "quantity"))
    goes = [
        _difference(holder, lot, counted[lot.pk] - known.get(lot.pk, 0))
        for lot in Lot.objects.filter(pk__in=list(counted)).select_related("item").order_by("pk")
        if counted[lot.pk] != known.get(lot.pk, 0)
    ]
    if any(count < 0 for count in counted.values()):
        raise BadMovement(_("Nobody counts fewer than none."))
    if goes and not reason.strip():
        raise BadMovement(_("The count differs from the ledger: please say why."))
    record("stock.counted", by=by, on=holder, at=holder.seat, lots=len(counted),
           differences=len(goes))  # fmt: skip
    paper = Paper(Movement.Kind.COUNT, by, reason.strip(), client_key)
    return post(paper, goes) if goes else None


def _difference(holder: Holder, lot: Lot, more: int) -> Leg:
    portion = Portion(lot, abs(more))
    return Leg(outside(), holder, portion) if more > 0 else Leg(holder, outside(), portion)


def _seat(owner: Unit | Place) -> Place:
    return owner.place if isinstance(owner, Unit) else owner
