"""Two reach for the last kit at once (rule 36)."""

import pytest

from tests.protection.conftest import left
from tongxin.protection.actions import (
    Arrival,
    NotEnough,
    holder_of,
    issue_kit,
    receive,
    reserve,
    transfer,
)
from tongxin.protection.foreseeing import Wanted
from tongxin.protection.models import KitIssue, Movement, Reservation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_last_kit_goes_to_one(make_volunteer, kit, stock, village, shift, steward, race):
    holder = stock(village, mask=2, vest=1)
    people = [make_volunteer(f"v{n}") for n in range(8)]
    ends = race(*[lambda p=p: issue_kit(p, shift, by=steward) for p in people])
    assert sum(isinstance(end, KitIssue) for end in ends) == 1
    assert sum(isinstance(end, NotEnough) for end in ends) == 7
    assert left(holder) == left(holder, "vest") == 0


def test_one_person_gets_one_kit_however_often_one_presses(
    volunteer, kit, stock, village, shift, steward, race
):
    holder = stock(village, mask=20, vest=10)
    ends = race(*[lambda: issue_kit(volunteer, shift, by=steward)] * 6)
    assert {end.pk for end in ends} == {KitIssue.objects.get().pk}
    assert left(holder) == 18


def test_a_document_sent_many_times_at_once_is_done_once(items, village, steward, race):
    holder_of(village)
    ends = race(*[
        lambda: receive(village, Arrival(items["mask"], 5), by=steward, client_key="same")
    ] * 6)  # fmt: skip
    assert {end.pk for end in ends} == {Movement.objects.get().pk}
    assert left(holder_of(village)) == 5


def test_giving_to_each_other_at_once_waits_for_nobody_forever(
    stock, village, town, director, race
):
    one, other = stock(village, mask=20), stock(town, mask=20)
    ends = race(*[
        *[lambda: transfer(one, town, {"mask": 3}, by=director)] * 4,
        *[lambda: transfer(other, village, {"mask": 2}, by=director)] * 4,
    ])  # fmt: skip
    assert not [end for end in ends if isinstance(end, Exception)]
    assert left(one) == 20 - 12 + 8
    assert left(other) == 20 + 12 - 8


def test_two_plans_do_not_reserve_the_same_masks(
    make_volunteer, kit, stock, village, occasion, steward, race
):
    stock(village, mask=6, vest=6)
    people = [make_volunteer(f"v{n}") for n in range(4)]
    race(*[
        lambda n=n: reserve([Wanted(occasion(f"shift:{n}"), [people[n].pk])], by=steward)
        for n in range(4)
    ])  # fmt: skip
    held = Reservation.objects.open().filter(item="mask").values_list("quantity", flat=True)
    assert sum(held) == 6
