"""Ask for more, approve, send: a village from its town or the city (补货)."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person, Unit
from tongxin.places.models import Place

from ..alarms import coordinators
from ..models import Holder, Item, Movement, Replenishment, ReplenishmentLine
from .holders import holder_of, lock_holders
from .posting import Paper
from .refusals import BadMovement, ReplenishmentNotOpen
from .stocking import pass_on
from .telling import write_to


@transaction.atomic
def ask_replenishment(
    owner: Unit | Place, wanted: Mapping[str, int], *, reason: str, by: Person,
    source: Place | None = None,
) -> Replenishment:  # fmt: skip
    """Ask for items (code: how many) for a stock; of the city, or of `source`.

    The same, not decided yet, is not asked twice. Raises `BadMovement`, `NotAllowed`.
    """
    holder = holder_of(owner)
    by.must("stock.ask", at=holder.seat)
    giver = holder_of(source or Place.objects.get(parent=None))
    items = Item.objects.filter(retired_at=None).in_bulk(list(wanted))
    if not wanted or set(items) != set(wanted) or min(wanted.values()) <= 0:
        raise BadMovement(_("Please say how many of what you need."))
    if giver.pk == holder.pk or not reason.strip():
        raise BadMovement(_("Ask another stock than your own, and say what it is for."))
    lock_holders([holder])
    if before := _asked_before(holder, giver, wanted):
        return before
    row: Replenishment = Replenishment.objects.create(
        holder=holder, source=giver, reason=reason.strip()[:300], asked_by=by
    )
    ReplenishmentLine.objects.bulk_create(
        [ReplenishmentLine(replenishment=row, item=items[code], asked=count)
         for code, count in wanted.items()]
    )  # fmt: skip
    record("replenishment.asked", by=by, on=row, at=holder.seat, wanted=dict(wanted))
    write_to(
        [one for one in coordinators(giver.seat, "stock.supply") if one.pk != by.pk],
        subject=gettext_noop("%(who)s asks for protective gear"),
        body=gettext_noop("Reason: %(reason)s"),
        values={"who": holder, "reason": row.reason}, about=row, url=_url(row),
    )  # fmt: skip
    return row


@transaction.atomic
def decide_replenishment(
    replenishment: Replenishment, granted: Mapping[str, int], *, by: Person, words: str = ""
) -> Replenishment:
    """Grant so many of each item (nothing at all: refuse, with a reason); the asker is told.

    Raises `ReplenishmentNotOpen`, `BadMovement`, `NotAllowed`.
    """
    row = _locked(replenishment)
    by.must("stock.supply", at=row.source.seat)
    if row.state != Replenishment.State.ASKED:
        raise ReplenishmentNotOpen(_("This was decided before."))
    lines = list(row.lines.all())
    if any(count < 0 for count in granted.values()) or set(granted) - {
        line.item_id for line in lines
    }:
        raise BadMovement(_("Only what was asked for is granted."))
    grants = any(granted.values())
    if not grants and not words.strip():
        raise BadMovement(_("Please say in a few words why."))
    for line in lines:
        line.granted = granted.get(line.item_id, 0)
    ReplenishmentLine.objects.bulk_update(lines, ["granted"])
    row.state = Replenishment.State.APPROVED if grants else Replenishment.State.REFUSED
    row.decided_by, row.decided_at, row.words = by, timezone.now(), words.strip()[:300]
    row.save(update_fields=["state", "decided_by", "decided_at", "words"])
    record(f"replenishment.{row.state}", by=by, on=row, at=row.source.seat, reason=row.words,
           granted=dict(granted))  # fmt: skip
    subject = (
        gettext_noop("Your request for protective gear is approved")
        if grants
        else gettext_noop("Your request for protective gear is not granted")
    )
    tell(row.asked_by, subject=subject, body="%(words)s", values={"words": row.words}, about=row,
         url=_url(row))  # fmt: skip
    return row


@transaction.atomic
def send_replenishment(replenishment: Replenishment, *, by: Person) -> Replenishment:
    """Pass on what was granted. Raises `NotEnough`, `ReplenishmentNotOpen`, `NotAllowed`."""
    row = _locked(replenishment)
    by.must("stock.supply", at=row.source.seat)
    if row.state != Replenishment.State.APPROVED:
        raise ReplenishmentNotOpen(_("Only what is approved is sent, once."))
    wanted = {line.item_id: line.granted for line in row.lines.all() if line.granted}
    paper = Paper(Movement.Kind.TRANSFER, by, row.reason)
    row.movement = pass_on(row.source, row.holder, wanted, paper)
    row.state = Replenishment.State.SENT
    row.save(update_fields=["movement", "state"])
    record("replenishment.sent", by=by, on=row, at=row.source.seat)
    tell(
        row.asked_by, subject=gettext_noop("Protective gear is on its way to %(where)s"),
        values={"where": row.holder}, about=row, url=_url(row),
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_replenishment(replenishment: Replenishment, *, by: Person) -> Replenishment:
    """Ask no more. Raises `ReplenishmentNotOpen`, `NotAllowed`."""
    row = _locked(replenishment)
    by.must("stock.ask", at=row.holder.seat)
    if row.state not in (Replenishment.State.ASKED, Replenishment.State.APPROVED):
        raise ReplenishmentNotOpen(_("This was decided or sent before."))
    row.state = Replenishment.State.WITHDRAWN
    row.save(update_fields=["state"])
    record("replenishment.withdrawn", by=by, on=row, at=row.holder.seat)
    return row


def _asked_before(holder: Holder, giver: Holder, wanted: Mapping[str, int]) -> Replenishment | None:
    rows = Replenishment.objects.filter(
        holder=holder, source=giver, state=Replenishment.State.ASKED
    ).prefetch_related("lines")
    same = (
        row for row in rows
        if {line.item_id: line.asked for line in row.lines.all()} == dict(wanted)
    )  # fmt: skip
    return next(same, None)


def _url(row: Replenishment) -> str:
    return reverse("protection:replenishment", args=[row.pk])


def _locked(row: Replenishment) -> Replenishment:
    rows = Replenishment.objects.select_for_update(of=("self",)).select_related(
        "holder__place", "holder__unit__place", "source__place", "source__unit__place",
        "asked_by__home",
    )  # fmt: skip
    found: Replenishment = rows.get(pk=row.pk)
    return found
