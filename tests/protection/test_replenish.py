"""Ask, approve, send: a village from the city."""

import pytest

from tests.protection.conftest import left
from tongxin.errors import NotAllowed
from tongxin.messaging.models import Message
from tongxin.protection.actions import (
    BadMovement,
    NotEnough,
    ReplenishmentNotOpen,
    ask_replenishment,
    decide_replenishment,
    holder_of,
    send_replenishment,
    withdraw_replenishment,
)


@pytest.fixture
def ask(items, village, steward):
    def make(**wanted):
        wanted = wanted or {"mask": 30, "vest": 2}
        return ask_replenishment(village, wanted, reason="口罩快用完 100%", by=steward)

    return make


def told(person):
    return list(Message.objects.filter(recipient=f"person:{person.pk}").order_by("pk")
                .values_list("subject", flat=True))  # fmt: skip


def test_a_station_runs_out_and_the_city_supplies(ask, stock, city, village, director, steward):
    source, row = stock(city, mask=100), ask()
    assert told(director)
    decide_replenishment(row, {"mask": 25}, words="先给 25，余下 50% 下周", by=director)
    assert (left(source), left(holder_of(village))) == (100, 0)
    row = send_replenishment(row, by=director)
    assert (left(source), left(holder_of(village))) == (75, 25)
    assert row.movement.kind == "transfer"
    assert len(told(steward)) == 2
    with pytest.raises(ReplenishmentNotOpen):
        send_replenishment(row, by=director)


def test_a_refusal_has_a_reason_and_is_told(ask, city, director, steward):
    row = ask()
    with pytest.raises(BadMovement):
        decide_replenishment(row, {}, by=director)
    row = decide_replenishment(row, {}, words="市里也没有", by=director)
    assert row.state == "refused"
    assert Message.objects.get(recipient=f"person:{steward.pk}").body == "市里也没有"
    with pytest.raises(ReplenishmentNotOpen):
        decide_replenishment(row, {"mask": 1}, by=director)


def test_nothing_is_sent_that_is_not_there(ask, stock, city, director):
    stock(city, mask=3)
    row = decide_replenishment(ask(), {"mask": 30}, by=director)
    with pytest.raises(NotEnough):
        send_replenishment(row, by=director)
    row.refresh_from_db()
    assert row.state == "approved"


def test_only_what_was_asked_is_granted_and_something_is_asked(ask, director, village, steward):
    with pytest.raises(BadMovement):
        decide_replenishment(ask(), {"suit": 1}, by=director)
    for wanted in ({}, {"mask": 0}, {"nothing": 3}):
        with pytest.raises(BadMovement):
            ask_replenishment(village, wanted, reason="x", by=steward)
    with pytest.raises(BadMovement):
        ask_replenishment(village, {"mask": 1}, reason=" ", by=steward)


def test_who_asks_does_not_approve_and_a_stranger_does_nothing(ask, steward, stranger, village):
    row = ask()
    for who in (steward, stranger):
        with pytest.raises(NotAllowed):
            decide_replenishment(row, {"mask": 1}, by=who)
    with pytest.raises(NotAllowed):
        ask_replenishment(village, {"mask": 1}, reason="x", by=stranger)


def test_who_asked_may_ask_no_more(ask, steward, director):
    row = withdraw_replenishment(ask(), by=steward)
    with pytest.raises(ReplenishmentNotOpen):
        decide_replenishment(row, {"mask": 1}, by=director)
    with pytest.raises(ReplenishmentNotOpen):
        withdraw_replenishment(row, by=steward)


def test_the_same_is_not_asked_twice_while_it_waits(ask, director):
    row = ask()
    assert ask() == row
    assert ask(mask=31) != row
    decide_replenishment(row, {"mask": 1}, by=director)
    assert ask() != row
