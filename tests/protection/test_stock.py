"""Stock is never negative, and every movement is a document that balances (rule 36)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from tests.protection.conftest import left
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.protection.actions import (
    Arrival,
    BadMovement,
    NotEnough,
    count_stock,
    holder_of,
    receive,
    transfer,
    write_off,
)
from tongxin.protection.models import Balance, Lot, Movement, MovementLine


def sums():
    """Return what the lines of each document add up to, by lot."""
    rows = MovementLine.objects.order_by().values("movement", "lot").annotate(total=Sum("quantity"))
    return {row["total"] for row in rows}


def test_what_comes_is_a_document_that_balances(items, village, steward):
    movement = receive(village, Arrival(items["mask"], 40, "L1"), by=steward)
    assert left(holder_of(village)) == 40
    assert sums() == {0}
    assert {line.holder.kind for line in movement.lines.all()} == {"village", "outside"}
    assert Entry.objects.filter(verb="stock.received").exists()


def test_sent_twice_is_done_once(items, village, steward):
    for _ in range(2):
        receive(village, Arrival(items["mask"], 40), by=steward, client_key="k1")
    assert left(holder_of(village)) == 40
    assert Movement.objects.count() == 1


def test_nobody_elses_stock(items, village, stranger, stock, other_village):
    with pytest.raises(NotAllowed):
        receive(village, Arrival(items["mask"], 1), by=stranger)
    with pytest.raises(NotAllowed):
        transfer(stock(village, mask=3), other_village, {"mask": 1}, by=stranger)


def test_passing_on_takes_what_expires_first_and_nothing_expired(city, village, stock, director):
    source = stock(city, until=10, lot="soon", mask=5)
    stock(city, until=200, lot="late", mask=5)
    stock(city, until=-1, lot="gone", mask=50)
    transfer(source, village, {"mask": 7}, by=director)
    there = Balance.objects.filter(holder=holder_of(village))
    assert dict(there.values_list("lot__number", "quantity")) == {"soon": 5, "late": 2}
    with pytest.raises(NotEnough):
        transfer(source, village, {"mask": 4}, by=director)
    assert sums() == {0}


def test_what_has_expired_does_not_come_in(items, village, steward):
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(BadMovement):
        receive(village, Arrival(items["mask"], 1, "x", yesterday), by=steward)


def test_a_lot_is_good_on_its_last_day(items, city, village, stock, director):
    transfer(stock(city, until=0, mask=2), village, {"mask": 2}, by=director)
    assert left(holder_of(village)) == 2


def test_what_vanishes_has_a_reason(village, stock, steward):
    holder, lot = stock(village, mask=5), Lot.objects.get()
    with pytest.raises(BadMovement):
        write_off(holder, lot, 2, reason=" ", by=steward)
    with pytest.raises(NotEnough):
        write_off(holder, lot, 6, reason="受潮", by=steward)
    write_off(holder, lot, 2, reason="受潮", by=steward)
    assert left(holder) == 3


def test_a_count_moves_the_difference_and_says_why(village, stock, steward):
    holder, lot = stock(village, mask=5), Lot.objects.get()
    assert count_stock(holder, {lot.pk: 5}, by=steward) is None
    with pytest.raises(BadMovement):
        count_stock(holder, {lot.pk: 4}, by=steward)
    movement = count_stock(holder, {lot.pk: 4}, reason="少一只", by=steward)
    assert movement.kind == "count"
    assert left(holder) == 4
    assert count_stock(holder, {lot.pk: 9}, reason="找到一包", by=steward).lines.count() == 2
    assert left(holder) == 9
    assert sums() == {0}
    assert Entry.objects.filter(verb="stock.counted").count() == 3


@pytest.mark.parametrize("wanted", [{}, {"mask": 0}, {"mask": -3}])
def test_nothing_is_no_movement(village, city, stock, director, wanted):
    with pytest.raises(BadMovement):
        transfer(stock(city, mask=5), village, wanted, by=director)


def test_the_database_itself_refuses_less_than_nothing(village, stock):
    stock(village, mask=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Balance.objects.update(quantity=-1)


def test_to_oneself_nothing_is_passed_on(village, stock, director):
    with pytest.raises(BadMovement):
        transfer(stock(village, mask=5), village, {"mask": 1}, by=director)
