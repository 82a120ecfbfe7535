"""Whatever is done in whatever order: never negative, sums agree, replay is once (rule 36)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tongxin.errors import DomainError
from tongxin.protection import actions
from tongxin.protection.actions import Arrival, holder_of
from tongxin.protection.foreseeing import Wanted
from tongxin.protection.models import Balance, Lot, Movement, MovementLine, Reservation
from tongxin.protection.recount import stock_faults

PLACES = some.sampled_from(["city", "town", "village"])
COUNTS = some.integers(-1, 12)
KEYS = some.sampled_from(["", "", "a", "b"])
STEPS = some.one_of(
    some.tuples(some.just("receive"), PLACES, COUNTS, some.integers(0, 2), KEYS),
    some.tuples(some.just("transfer"), PLACES, PLACES, COUNTS, KEYS),
    some.tuples(some.just("issue"), some.integers(0, 2)),
    some.tuples(some.just("give_back"), some.integers(0, 2)),
    some.tuples(some.just("write_off"), PLACES, COUNTS, KEYS),
    some.tuples(some.just("count"), PLACES, COUNTS, KEYS),
    some.tuples(some.just("reserve"), some.integers(0, 3)),
    some.tuples(some.just("release")),
)


class Play:
    """The deeds of stock, by name; one that is refused changes nothing."""

    def __init__(self, owners, people, shift, items, by):
        self.owners, self.people, self.shift, self.items = owners, people, shift, items
        self.by = by

    def __call__(self, steps):
        for name, *parts in steps:
            try:
                with transaction.atomic():
                    getattr(self, name)(*parts)
            except DomainError:
                pass

    def receive(self, where, count, lot, key):
        today = timezone.localdate()
        good_to = [today, today + timedelta(days=9), None][lot]
        arrival = Arrival(self.items["mask"], count, f"L{lot}", good_to)
        actions.receive(self.owners[where], arrival, by=self.by, client_key=key)
        vests = Arrival(self.items["vest"], max(count, 1))
        actions.receive(self.owners[where], vests, by=self.by)

    def transfer(self, source, target, count, key):
        actions.transfer(
            holder_of(self.owners[source]), self.owners[target], {"mask": count}, by=self.by,
            client_key=key,
        )  # fmt: skip

    def issue(self, n):
        actions.issue_kit(self.people[n], self.shift, by=self.by)

    def give_back(self, n):
        for row in self.people[n].kits.in_hand():
            actions.return_kit(row, by=self.by)

    def write_off(self, where, count, key):
        holder = holder_of(self.owners[where])
        for lot in Lot.objects.filter(balances__holder=holder)[:1]:
            actions.write_off(holder, lot, count, reason="坏", by=self.by, client_key=key)

    def count(self, where, quantity, key):
        holder = holder_of(self.owners[where])
        counted = {lot.pk: quantity for lot in Lot.objects.filter(balances__holder=holder)[:2]}
        actions.count_stock(holder, counted, reason="盘点", by=self.by, client_key=key)

    def reserve(self, n):
        wanted = Wanted(self.shift, [one.pk for one in self.people[:n]])
        actions.reserve([wanted], plan="p", by=self.by)

    def release(self):
        actions.release_reservation(plan="p", by=self.by)


@pytest.fixture
def play(items, kit, city, town, village, director, make_volunteer, occasion):
    """Return what plays a list of steps."""
    owners = {"city": city, "town": town, "village": village}
    people = [make_volunteer(f"v{n}") for n in range(3)]
    return Play(owners, people, occasion(), items, director)


def agree():
    """Every document sums to zero, every balance is its lines' sum, none is below zero."""
    assert list(stock_faults()) == []
    assert not Balance.objects.filter(quantity__lt=0).exists()
    everything = MovementLine.objects.aggregate(total=Sum("quantity"))["total"] or 0
    assert everything == 0
    for key in ("a", "b"):
        assert Movement.objects.filter(client_key=key).count() <= 1
    assert not Reservation.objects.filter(state="open", quantity=0).exists()


def test_a_recount_finds_what_was_tampered_with(play, village):
    play([("receive", "village", 9, 2, ""), ("transfer", "village", "town", 3, "")])
    agree()
    Balance.objects.filter(holder=holder_of(village), lot__item="mask").update(quantity=7)
    assert [fault.what for fault in stock_faults()] == ["7 on the shelf, 6 by lines"]
    MovementLine.objects.filter(quantity=3).delete()
    assert len(list(stock_faults())) == 3


@given(some.lists(STEPS, max_size=14))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_ledger_agrees_whatever_is_done(play, steps):
    with transaction.atomic():
        play(steps)
        agree()
        transaction.set_rollback(True)


@given(some.lists(STEPS, min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None,
          max_examples=20)  # fmt: skip
def test_steps_with_a_key_sent_again_change_nothing(play, steps):
    keyed = [
        (*step[:-1], f"key-{n}")
        for n, step in enumerate(steps)
        if step[0] in ("receive", "transfer", "write_off", "count")
    ]
    with transaction.atomic():
        play(keyed)
        once = Movement.objects.exclude(client_key="").count()
        before = dict(Balance.objects.filter(lot__item="mask").values_list("pk", "quantity"))
        play([step for step in keyed if Movement.objects.filter(client_key=step[-1]).exists()])
        assert Movement.objects.exclude(client_key="").count() == once
        assert before == dict(
            Balance.objects.filter(lot__item="mask").values_list("pk", "quantity")
        )
        transaction.set_rollback(True)
