"""Write a document of the stock ledger: every line, and the balances it changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Balance, Holder, Lot, Movement, MovementLine
from ..stock import Portion
from .refusals import BadMovement, NotEnough

AT_ONCE = 500


@dataclass(frozen=True)
class Leg:
    """So many of a lot go from one holder to another."""

    source: Holder
    target: Holder
    portion: Portion


@dataclass(frozen=True)
class Paper:
    """What a document says beside its lines."""

    kind: str
    by: Person
    reason: str = ""
    client_key: str = ""
    occasion_key: str = ""
    person: Person | None = None


def done_before(client_key: str) -> Movement | None:
    """Return what was done under this key before; ask it once the holders are locked."""
    return Movement.objects.filter(client_key=client_key).first() if client_key else None


def post(paper: Paper, goes: Iterable[Leg]) -> Movement:
    """Write the document; the holders are locked already. Raises `NotEnough`, `BadMovement`."""
    deltas: dict[tuple[int, int], int] = defaultdict(int)
    holders: dict[int, Holder] = {}
    lots: dict[int, Lot] = {}
    for one in goes:
        if one.portion.quantity <= 0 or one.source.pk == one.target.pk:
            raise BadMovement(_("A movement takes something from one stock to another."))
        deltas[one.source.pk, one.portion.lot.pk] -= one.portion.quantity
        deltas[one.target.pk, one.portion.lot.pk] += one.portion.quantity
        holders |= {one.source.pk: one.source, one.target.pk: one.target}
        lots[one.portion.lot.pk] = one.portion.lot
    deltas = {key: quantity for key, quantity in deltas.items() if quantity}
    if not deltas:
        raise BadMovement(_("Nothing is moved."))
    _balance(deltas, holders, lots)
    return _write(paper, deltas, holders)


def _balance(
    deltas: dict[tuple[int, int], int], holders: dict[int, Holder], lots: dict[int, Lot]
) -> None:
    kept = {key: h for key, h in holders.items() if h.kind != Holder.Kind.OUTSIDE}
    rows = Balance.objects.filter(holder__in=list(kept), lot__in=list(lots))
    known = {(row.holder_id, row.lot_id): row for row in rows}
    fresh, changed = [], []
    for (holder, lot), quantity in deltas.items():
        if holder not in kept:
            continue
        row = known.get((holder, lot))
        if (row.quantity if row else 0) + quantity < 0:
            raise NotEnough(
                _("%(holder)s has only %(count)s of %(item)s.")
                % {"holder": kept[holder], "count": row.quantity if row else 0, "item": lots[lot]}
            )
        if row is None:
            fresh.append(Balance(holder_id=holder, lot_id=lot, quantity=quantity))
        else:
            row.quantity += quantity
            changed.append(row)
    Balance.objects.bulk_create(fresh, AT_ONCE)
    Balance.objects.bulk_update(changed, ["quantity"], AT_ONCE)


def _write(
    paper: Paper, deltas: dict[tuple[int, int], int], holders: dict[int, Holder]
) -> Movement:
    movement: Movement = Movement.objects.create(
        kind=paper.kind, client_key=paper.client_key, occasion_key=paper.occasion_key,
        person=paper.person, reason=paper.reason[:300], made_by=paper.by,
    )  # fmt: skip
    MovementLine.objects.bulk_create(
        [
            MovementLine(movement=movement, holder_id=holder, lot_id=lot, quantity=quantity)
            for (holder, lot), quantity in deltas.items()
        ],
        AT_ONCE,
    )
    seat = next(h.seat for h in holders.values() if h.kind != Holder.Kind.OUTSIDE)
    record(f"stock.{_VERBS[paper.kind]}", by=paper.by, on=movement, at=seat,
           reason=paper.reason, lines=len(deltas))  # fmt: skip
    return movement


_VERBS = {
    "receipt": "received", "transfer": "passed_on", "issue": "issued", "return": "given_back",
    "write_off": "written_off", "count": "corrected",
}  # fmt: skip
