"""Unprotected: not on duty; who supplies is computed, shown, overridden with a reason (34, 35)."""

import pytest

from tests.protection.conftest import left
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.places.actions import declare_level
from tongxin.protection.actions import (
    BadMovement,
    KitMissing,
    NoKitNeeded,
    NotEnough,
    NotTheirs,
    confirm_kit,
    holder_of,
    issue_kit,
    return_kit,
)
from tongxin.protection.kits import kits_of
from tongxin.protection.mine import Needs
from tongxin.protection.models import KitIssue, Movement
from tongxin.protection.needing import kit_needed
from tongxin.protection.supplying import suppliers_of


def test_a_social_volunteer_gets_it_from_the_place_that_uses_them(
    volunteer, kit, stock, village, shift, steward
):
    holder = stock(village, mask=10, vest=3)
    row = issue_kit(volunteer, shift, by=steward)
    assert (left(holder), left(holder, "vest")) == (8, 2)
    assert list(kits_of([shift.key]).person) == [volunteer.pk]
    assert row.how == "issued"
    assert Entry.objects.get(verb="kit.issued").facts["occasion"] == shift.key


def test_twice_is_once(volunteer, kit, stock, village, shift, steward):
    holder = stock(village, mask=10, vest=3)
    assert issue_kit(volunteer, shift, by=steward) == issue_kit(volunteer, shift, by=steward)
    assert left(holder) == 8


def test_who_supplies(make_kit, make_volunteer, items, unit, shift, city, village, occasion):
    make_kit({"mask": 1, "suit": 1})
    social, own = make_volunteer("s"), make_volunteer("u", unit=unit)
    codes = ["mask", "suit"]
    asked = suppliers_of(codes, social, shift)
    assert {code: (one.rule, one.owner) for code, one in asked.items()} == {
        "mask": ("using", village), "suit": ("city", city)
    }  # fmt: skip
    assert suppliers_of(codes, own, shift)["mask"].owner == unit
    assert suppliers_of(codes, own, shift)["suit"].owner == city
    of_unit = occasion(unit=unit)
    assert suppliers_of(codes, social, of_unit)["mask"].owner == unit
    needs = Needs.of_all().of(None, shift, kit_needed(shift))
    assert [str(need.supplier.why) for need in needs] == [
        "社会志愿者由使用单位供给", "紧缺物资由市级供给"
    ]  # fmt: skip


def test_a_units_volunteer_is_supplied_by_the_unit(
    make_volunteer, unit, kit, stock, village, shift, steward
):
    own = make_volunteer("u", unit=unit)
    at_village, at_unit = stock(village, mask=10, vest=5), stock(unit, mask=4, vest=2)
    issue_kit(own, shift, by=steward)
    assert (left(at_village), left(at_unit)) == (10, 2)


def test_another_supplies_only_with_a_reason(
    make_volunteer, unit, kit, stock, village, shift, steward
):
    own, holder = make_volunteer("u", unit=unit), stock(village, mask=10, vest=5)
    with pytest.raises(NotEnough):
        issue_kit(own, shift, by=steward)
    with pytest.raises(BadMovement):
        issue_kit(own, shift, supplier=village, by=steward)
    row = issue_kit(own, shift, supplier=village, words="单位的包未送到", by=steward)
    assert left(holder) == 8
    assert row.words == "单位的包未送到"


def test_urgent_gear_comes_from_the_city_or_from_what_it_has_sent(
    make_kit, make_volunteer, stock, city, village, shift, steward
):
    make_kit({"suit": 1})
    central, there = stock(city, suit=5), stock(village, suit=1)
    for name in ("a", "b"):
        issue_kit(make_volunteer(name), shift, by=steward)
    assert (left(there, "suit"), left(central, "suit")) == (0, 4)


def test_an_officer_lets_another_supply_urgent_gear_with_a_reason(
    make_kit, volunteer, stock, city, town, shift, officer
):
    make_kit({"suit": 1})
    central, of_town = stock(city, suit=5), stock(town, suit=1)
    for words in ("", "  "):
        with pytest.raises(BadMovement):
            issue_kit(volunteer, shift, supplier=town, words=words, by=officer)
    assert (left(central, "suit"), left(of_town, "suit")) == (5, 1)
    why = "市级车辆受阻，镇里先垫"
    row = issue_kit(volunteer, shift, supplier=town, words=why, by=officer)
    assert (left(central, "suit"), left(of_town, "suit")) == (5, 0)
    assert (row.words, row.given_by) == (why, officer)
    assert Entry.objects.get(verb="kit.issued").reason == why


def test_a_stranger_lets_nobody_else_supply_urgent_gear(
    make_kit, volunteer, stock, town, shift, stranger
):
    make_kit({"suit": 1})
    there = stock(town, suit=1)
    with pytest.raises(NotAllowed):
        issue_kit(volunteer, shift, supplier=town, words="我来给", by=stranger)
    assert left(there, "suit") == 1


def test_nothing_expired_is_handed_out(volunteer, kit, stock, village, shift, steward):
    stock(village, until=-1, mask=50, vest=5)
    with pytest.raises(NotEnough):
        issue_kit(volunteer, shift, by=steward)
    assert not KitIssue.objects.exists()


def test_what_expires_first_goes_first(volunteer, kit, stock, village, shift, steward):
    stock(village, until=90, lot="late", mask=5, vest=5)
    stock(village, until=3, lot="soon", mask=1)
    issue_kit(volunteer, shift, by=steward)
    lines = Movement.objects.get(kind="issue").lines.filter(holder=holder_of(village))
    assert dict(lines.values_list("lot__number", "quantity")) in (
        {"soon": -1, "late": -1}, {"soon": -1, "late": -2},
    )  # fmt: skip
    assert sorted(lines.filter(lot__item="mask").values_list("lot__number", flat=True)) == [
        "late", "soon"
    ]  # fmt: skip


def test_own_gear_is_confirmed_by_somebody_who_saw_it(volunteer, kit, shift, steward, stranger):
    with pytest.raises(BadMovement):
        confirm_kit(volunteer, shift, words="", by=steward)
    with pytest.raises(NotAllowed):
        confirm_kit(volunteer, shift, words="口罩马甲", by=stranger)
    row = confirm_kit(volunteer, shift, words="自带口罩、马甲", by=steward)
    assert row.how == "confirmed"
    assert confirm_kit(volunteer, shift, words="又看一次", by=steward) == row
    assert not Movement.objects.exists()


def test_nobody_confirms_their_own(steward, kit, shift):
    with pytest.raises(NotTheirs):
        confirm_kit(steward, shift, words="有", by=steward)


def test_where_nothing_is_needed_nothing_is_given(volunteer, kit, occasion, steward):
    for free in (occasion(kind="", service_class="publicity"), occasion(offline=False)):
        with pytest.raises(NoKitNeeded):
            issue_kit(volunteer, free, by=steward)


def test_a_harder_level_asks_for_more_and_only_the_rest_is_added(
    volunteer, make_kit, kit, stock, village, shift, city, steward, director
):
    hard = make_kit({"mask": 3, "vest": 1, "suit": 1}, level=2)
    holder = stock(village, mask=10, vest=5, suit=2)
    row = issue_kit(volunteer, shift, by=steward)
    declare_level(city, level=1, source="公告", by=director, since=shift.starts_at)
    row = issue_kit(volunteer, shift, by=steward)
    assert row.kit == hard
    assert (left(holder), left(holder, "vest"), left(holder, "suit")) == (7, 4, 1)
    return_kit(row, by=steward)
    assert (left(holder), left(holder, "vest")) == (7, 5)


def test_what_can_be_used_again_goes_back_where_it_came_from(
    volunteer, kit, stock, village, shift, steward
):
    holder = stock(village, mask=10, vest=3)
    row = issue_kit(volunteer, shift, by=steward)
    with pytest.raises(BadMovement):
        return_kit(row, back={"vest": 2}, by=steward)
    return_kit(row, by=steward)
    assert (left(holder), left(holder, "vest")) == (8, 3)
    with pytest.raises(KitMissing):
        return_kit(row, by=steward)
    assert not len(kits_of([shift.key]).person)


def test_unused_ones_may_come_back_too_and_it_may_be_issued_again(
    volunteer, kit, stock, village, shift, steward
):
    holder = stock(village, mask=10, vest=3)
    return_kit(issue_kit(volunteer, shift, by=steward), back={"vest": 1, "mask": 2}, by=steward)
    assert (left(holder), left(holder, "vest")) == (10, 3)
    issue_kit(volunteer, shift, by=steward)
    assert left(holder) == 8


def test_a_stranger_hands_out_nothing(volunteer, kit, stock, village, shift, stranger):
    stock(village, mask=10, vest=3)
    with pytest.raises(NotAllowed):
        issue_kit(volunteer, shift, by=stranger)


def test_the_leader_of_the_post_hands_out(volunteer, kit, stock, village, occasion, team, leader):
    stock(village, mask=10, vest=3)
    with pytest.raises(NotAllowed):
        issue_kit(volunteer, occasion(), by=leader)
    assert issue_kit(volunteer, occasion(team=team.pk), by=leader)
