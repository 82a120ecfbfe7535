"""Rewards for points: kept by the desk, fetched by volunteers; never more than there is."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import PointMove, Redemption, Reward
from .books import lock_book, move_points
from .refusals import AlreadyDecided, NotEnoughPoints, NotYours, SoldOut, TooMuch


@transaction.atomic
def offer_reward(place: Place, *, title: str, points: int, count: int, by: Person) -> Reward:
    """Offer something for points. Raises `TooMuch`, `NotAllowed`."""
    by.must("reward.manage", at=place)
    if points < 1 or not 0 <= count <= 1_000_000 or points > 1_000_000:
        raise TooMuch(_("A reward costs at least one point."))
    row = Reward.objects.create(title=title.strip()[:80], place=place, points=points, left=count)
    record("reward.offered", by=by, on=row, at=place, points=points, count=count)
    return row


@transaction.atomic
def restock_reward(row: Reward, *, count: int, by: Person) -> Reward:
    """Say how many there are now. Raises `TooMuch`, `NotAllowed`."""
    row = _locked(row)
    by.must("reward.manage", at=row.place)
    if not 0 <= count <= 1_000_000:
        raise TooMuch(_("There are none, or some."))
    before, row.left = row.left, count
    row.save(update_fields=["left"])
    record("reward.restocked", by=by, on=row, at=row.place, before=before, after=count)
    return row


@transaction.atomic
def retire_reward(row: Reward, *, by: Person) -> Reward:
    """Offer it no more; what was asked for is still handed over. Raises `NotAllowed`."""
    row = _locked(row)
    by.must("reward.manage", at=row.place)
    if row.retired_at is None:
        row.retired_at = timezone.now()
        row.save(update_fields=["retired_at"])
        record("reward.retired", by=by, on=row, at=row.place)
    return row


@transaction.atomic
def redeem(reward: Reward, *, uid: UUID, by: Person) -> Redemption:
    """Give points for a reward; `uid` is the form's own, so that sent twice is once.

    Raises `SoldOut`, `NotEnoughPoints`.
    """
    book = lock_book(by)
    known: Redemption | None = Redemption.objects.filter(uid=uid, person=by).first()
    if known is not None:
        return known
    reward = _locked(reward)
    if reward.retired_at or reward.left < 1:
        raise SoldOut(_("No more of “%(title)s” is left.") % {"title": reward})
    if book.points < reward.points:
        raise NotEnoughPoints(
            _("“%(title)s” costs %(points)s points; you have %(have)s.")
            % {"title": reward, "points": reward.points, "have": book.points}
        )
    reward.left -= 1
    reward.save(update_fields=["left"])
    row = Redemption.objects.create(uid=uid, person=by, reward=reward, points=reward.points)
    move_points(book, -reward.points, kind=PointMove.Kind.REDEEMED, redemption=row)
    book.save(update_fields=["points", "owed"])
    record("reward.redeemed", by=by, on=row, at=reward.place, points=reward.points)
    return row


@transaction.atomic
def hand_over(row: Redemption, *, by: Person) -> Redemption:
    """Note that the reward was fetched. Twice is once.

    Raises `NotYours`, `AlreadyDecided`, `NotAllowed`.
    """
    row = _asked(row, by)
    if row.state == Redemption.State.HANDED:
        return row
    if row.state != Redemption.State.ASKED:
        raise AlreadyDecided(_("It was given back already."))
    row.state, row.handed_by, row.handed_at = Redemption.State.HANDED, by, timezone.now()
    row.save(update_fields=["state", "handed_by", "handed_at"])
    record("reward.handed", by=by, on=row, at=row.reward.place)
    return row


@transaction.atomic
def give_back(row: Redemption, *, by: Person) -> Redemption:
    """Take an unfetched reward back: its points return. By its owner or the desk; twice is once.

    Raises `AlreadyDecided`, `NotAllowed`.
    """
    book = lock_book(row.person)
    rows = Redemption.objects.select_for_update(of=("self",)).select_related("reward__place")
    row = rows.get(pk=row.pk)
    if row.person_id != by.pk:
        by.must("reward.manage", at=row.reward.place)
    if row.state == Redemption.State.RETURNED:
        return row
    if row.state != Redemption.State.ASKED:
        raise AlreadyDecided(_("It was handed over already."))
    reward = _locked(row.reward)
    reward.left += 1
    reward.save(update_fields=["left"])
    row.state = Redemption.State.RETURNED
    row.save(update_fields=["state"])
    move_points(book, row.points, kind=PointMove.Kind.RETURNED, redemption=row)
    book.save(update_fields=["points", "owed"])
    record("reward.returned", by=by, on=row, at=reward.place, points=row.points)
    return row


def _locked(reward: Reward) -> Reward:
    rows = Reward.objects.select_for_update(of=("self",)).select_related("place")
    found: Reward = rows.get(pk=reward.pk)
    return found


def _asked(row: Redemption, by: Person) -> Redemption:
    rows = Redemption.objects.select_for_update(of=("self",)).select_related("reward__place")
    row = rows.get(pk=row.pk)
    by.must("reward.manage", at=row.reward.place)
    if row.person_id == by.pk:
        raise NotYours(_("Nobody hands a reward to themselves."))
    return row
