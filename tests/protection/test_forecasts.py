"""When stock runs out: arithmetic that agrees with playing the days."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from tests.protection.conftest import left
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.protection.actions import issue_kit, reserve, set_threshold, warn_low
from tongxin.protection.forecasts import Store, runs_out_on
from tongxin.protection.foreseeing import Wanted
from tongxin.protection.models import Movement
from tongxin.protection.shelves import shelves_of

STORES = some.lists(
    some.builds(Store, some.integers(1, 30), some.none() | some.integers(0, 40)), max_size=5
)
SPOKEN = some.dictionaries(some.integers(0, 40), some.integers(1, 20), max_size=5)


def played(stores, per_day, reserved, horizon):
    """Return the first day that goes short, taking piece by piece."""
    left = [[40**3 if one.last is None else one.last, one.quantity] for one in stores]
    for day in range(horizon + 1):
        for _ in range(max(per_day, reserved.get(day, 0))):
            good = [row for row in left if row[0] >= day and row[1]]
            if not good:
                return day
            min(good)[1] -= 1
    return None


@given(STORES, some.integers(0, 6), SPOKEN)
def test_it_agrees_with_playing_the_days(stores, per_day, reserved):
    assert runs_out_on(stores, per_day, reserved, 40) == played(stores, per_day, reserved, 40)


@given(STORES, some.integers(0, 6), SPOKEN, some.integers(1, 20))
def test_more_stock_never_runs_out_earlier(stores, per_day, reserved, more):
    before = runs_out_on(stores, per_day, reserved, 40)
    after = runs_out_on([*stores, Store(more)], per_day, reserved, 40)
    assert after is None or (before is not None and before <= after)


def test_nothing_is_foretold_where_nothing_is_used():
    assert runs_out_on([], 0, {}) is None
    assert runs_out_on([], 1, {}) == 0


def test_a_shelf_tells_what_is_used_reserved_low_and_runs_out(
    kit, make_volunteer, stock, village, occasion, steward
):
    holder = stock(village, mask=20, vest=20)
    stock(village, until=-1, lot="old", mask=7)
    for n in range(7):
        issue_kit(make_volunteer(f"v{n}"), occasion(), by=steward)
    later = occasion("shift:2", day=2)
    reserve([Wanted(later, [make_volunteer("w").pk])], by=steward)
    shelf = next(one for one in shelves_of([holder]) if one.item.pk == "mask")
    assert (shelf.good, shelf.expired, shelf.reserved, shelf.free) == (6, 7, 2, 4)
    assert shelf.per_day == 1
    assert shelf.is_low
    assert shelf.runs_out == timezone.localdate() + timedelta(days=5)


def test_old_use_is_forgotten(kit, volunteer, stock, village, shift, steward):
    holder = stock(village, mask=20, vest=20)
    issue_kit(volunteer, shift, by=steward)
    Movement.objects.update(made_at=timezone.now() - timedelta(days=15))
    assert {one.per_day for one in shelves_of([holder])} == {0}


def test_the_keepers_of_a_low_stock_are_told(kit, items, stock, village, town, steward):
    stock(village, mask=9, vest=9)
    stock(town, mask=500)
    assert warn_low(by=robot("clock")) == 1
    letter = Message.objects.get(recipient=f"person:{steward.pk}")
    assert "口罩" in letter.subject
    set_threshold(stock(village), items["mask"], 3, by=steward)
    assert warn_low(by=robot("clock")) == 0
    assert left(stock(village)) == 9
