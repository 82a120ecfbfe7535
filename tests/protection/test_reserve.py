"""A plan reserves what it will need (rule 36)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.protection.conftest import left
from tongxin.errors import NotAllowed
from tongxin.protection.actions import (
    NotEnough,
    issue_kit,
    release_reservation,
    reserve,
    transfer,
)
from tongxin.protection.foreseeing import Wanted
from tongxin.protection.models import Reservation


def spoken(item="mask"):
    return sum(Reservation.objects.open().filter(item=item).values_list("quantity", flat=True))


@pytest.fixture
def people(make_volunteer):
    return [make_volunteer(f"v{n}") for n in range(3)]


def test_what_is_reserved_is_nobody_elses(
    kit, people, stock, village, city, occasion, steward, director
):
    holder = stock(village, mask=5, vest=5)
    first, other = occasion("shift:1"), occasion("shift:2")
    assert reserve([Wanted(first, [people[0].pk, people[1].pk])], plan="p1", by=steward) == []
    assert (spoken(), spoken("vest")) == (4, 2)
    with pytest.raises(NotEnough):
        issue_kit(people[2], other, by=steward)
    with pytest.raises(NotEnough):
        transfer(holder, city, {"mask": 2}, by=director)
    issue_kit(people[0], first, by=steward)
    assert (spoken(), left(holder)) == (2, 3)
    issue_kit(people[1], first, by=steward)
    assert spoken() == 0
    assert set(Reservation.objects.values_list("state", flat=True)) == {"used"}


def test_what_is_missing_is_told_and_the_rest_reserved(kit, people, stock, village, shift, steward):
    stock(village, mask=3, vest=9)
    short = reserve([Wanted(shift, [one.pk for one in people])], by=steward)
    assert [(one.item, one.missing, one.owner) for one in short] == [("mask", 3, village)]
    assert (spoken(), spoken("vest")) == (3, 3)


def test_earlier_shifts_come_first(kit, people, stock, village, occasion, steward):
    stock(village, mask=2, vest=2)
    late, early = occasion("shift:2", day=2), occasion("shift:1", day=1)
    short = reserve([Wanted(late, [people[0].pk]), Wanted(early, [people[1].pk])], by=steward)
    assert {one.occasion.key for one in short} == {"shift:2"}


def test_twice_is_once_and_a_changed_plan_replaces(kit, people, stock, village, shift, steward):
    stock(village, mask=50, vest=50)
    for count in (3, 3, 1):
        reserve([Wanted(shift, [one.pk for one in people[:count]])], plan="p", by=steward)
    assert (spoken(), spoken("vest")) == (2, 1)


def test_what_a_plan_gives_up_is_free_again(kit, people, stock, village, shift, occasion, steward):
    stock(village, mask=50, vest=50)
    reserve([Wanted(shift, [people[0].pk])], plan="p", by=steward)
    reserve([Wanted(occasion("shift:9"), [people[0].pk])], plan="q", by=steward)
    assert release_reservation(plan="p", by=steward) == 2
    assert spoken() == 2
    assert release_reservation(keys=["shift:9"], by=steward) == 2
    assert release_reservation(keys=["shift:9"], by=steward) == 0
    assert spoken() == 0


def test_a_units_people_are_reserved_for_at_their_unit(
    kit, make_volunteer, unit, people, stock, village, shift, officer
):
    stock(village, mask=9, vest=9)
    stock(unit, mask=9, vest=9)
    own = make_volunteer("u", unit=unit)
    reserve([Wanted(shift, [people[0].pk, own.pk])], by=officer)
    rows = Reservation.objects.filter(item="mask")
    assert {row.holder.unit: row.quantity for row in rows} == {None: 2, unit: 2}


def test_what_expires_before_the_shift_is_not_counted_on(
    kit, people, stock, village, occasion, steward
):
    stock(village, until=1, mask=9, vest=9)
    assert reserve([Wanted(occasion(day=3), [people[0].pk])], by=steward)
    assert not reserve([Wanted(occasion("shift:2", day=1), [people[0].pk])], by=steward)


def test_a_stranger_reserves_and_frees_nothing(
    kit, people, stock, village, shift, steward, stranger
):
    stock(village, mask=9, vest=9)
    with pytest.raises(NotAllowed):
        reserve([Wanted(shift, [people[0].pk])], by=stranger)
    reserve([Wanted(shift, [people[0].pk])], plan="p", by=steward)
    with pytest.raises(NotAllowed):
        release_reservation(plan="p", by=stranger)


def test_of_a_day_that_is_over_nothing_stays_reserved(kit, people, stock, village, shift, steward):
    holder = stock(village, mask=5, vest=5)
    reserve([Wanted(shift, [one.pk for one in people[:2]])], by=steward)
    assert spoken() == 4
    Reservation.objects.update(day=timezone.localdate() - timedelta(days=2))
    assert spoken() == 0
    assert left(holder) == 5


def test_what_comes_back_is_spoken_for_on_its_own_day(
    kit, people, stock, village, occasion, steward
):
    """A vest is worn again tomorrow, a mask is not."""
    stock(village, mask=9, vest=1)
    today, tomorrow = occasion("shift:1"), occasion("shift:2", day=1)
    short = reserve([Wanted(today, [people[0].pk]), Wanted(tomorrow, [people[1].pk])], by=steward)
    assert short == []
    (both,) = reserve([Wanted(occasion("shift:3"), [people[2].pk])], by=steward)
    assert (both.item, both.missing) == ("vest", 1)
    issue_kit(people[0], today, by=steward)
