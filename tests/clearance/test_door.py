"""The door asks everything again, with health and kit (rules 33, 34 and 37)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tongxin.clearance.gates import crowd_of, door_refusals, may_stand, refusals
from tongxin.places.actions import declare_level
from tongxin.protection.actions import (
    clear_case,
    confirm_kit,
    declare_health,
    open_case,
    set_aside,
)
from tongxin.protection.health import Answers
from tongxin.protection.models import Item, Kit, KitLine
from tongxin.protection.occasions import Occasion

WELL = Answers(Decimal("36.4"))
FEVER = Answers(Decimal("37.6"))


@pytest.fixture
def now(shift, village):
    """A shift of this hour, as the door asks about it."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    return shift(starts_at=start, ends_at=start + timedelta(hours=2), occasion="shift:1")


@pytest.fixture
def masks(city):
    """Publicity asks for a mask from level III on."""
    kit = Kit.objects.create(name="日常包", service_class_id="publicity", level=3)
    mask = Item.objects.create(code="mask", name="口罩", unit_word="只")
    KitLine.objects.create(kit=kit, item=mask, quantity=1)
    return kit


def said(volunteer, asked):
    return [one.rule for one in door_refusals(volunteer, asked)]


def test_nobody_goes_on_duty_who_has_not_said_how_they_are_today(volunteer, now):
    (refusal,) = door_refusals(volunteer, now)
    assert refusal.rule == "declared"
    assert refusal.url == "/mine/health/"
    declare_health(volunteer.person, WELL, by=volunteer.person)
    assert door_refusals(volunteer, now) == []


def test_a_fever_turns_away_at_the_door_and_before(volunteer, now, steward, officer):
    row = declare_health(volunteer.person, FEVER, by=volunteer.person)
    declare_health(volunteer.person, WELL, by=volunteer.person)
    assert said(volunteer, now) == ["well"]
    assert [one.rule for one in refusals(volunteer, now)] == ["well"]
    assert "协调员" in door_refusals(volunteer, now)[0].sentence
    set_aside(row, reason="体温枪坏了", by=officer)
    assert said(volunteer, now) == []


def test_a_fever_today_does_not_bar_from_next_week(volunteer, shift, now):
    declare_health(volunteer.person, FEVER, by=volunteer.person)
    assert may_stand(volunteer, shift())
    assert not may_stand(volunteer, now)


def test_an_open_case_bars_from_everything_until_cleared(volunteer, shift, now, steward):
    case = open_case(volunteer.person, what="头晕", by=volunteer.person)
    assert not may_stand(volunteer, shift())
    assert "well" in said(volunteer, now)
    clear_case(case, by=steward)
    assert may_stand(volunteer, shift())


def test_unprotected_nobody_goes_on_duty(volunteer, now, masks, city, village, director, steward):
    declare_health(volunteer.person, WELL, by=volunteer.person)
    assert said(volunteer, now) == []
    declare_level(city, level=3, source="公告", by=director)
    (refusal,) = door_refusals(volunteer, now)
    assert refusal.rule == "kitted"
    assert "口罩 × 1" in refusal.sentence
    assert refusal.url == "/mine/kit/"
    occasion = Occasion("shift:1", "宣传", village, now.starts_at, now.ends_at, "publicity")
    confirm_kit(volunteer.person, occasion, words="自带口罩", by=steward)
    assert said(volunteer, now) == []
    assert said(volunteer, replace(now, occasion="shift:2")) == ["kitted"]
    assert said(volunteer, replace(now, occasion="shift:2", offline=False)) == []


def test_a_units_volunteer_is_told_who_supplies(volunteer, now, masks, city, town, director):
    from tongxin.people.actions import create_unit

    volunteer.unit = create_unit(at=town, name="供电公司", by=director)
    volunteer.save()
    Item.objects.update(is_urgent=True)
    declare_health(volunteer.person, WELL, by=volunteer.person)
    declare_level(city, level=3, source="公告", by=director)
    (refusal,) = door_refusals(volunteer, now)
    assert "供电公司" in refusal.sentence
    assert "市级供给" in refusal.sentence


def test_the_door_asks_every_other_rule_too(make_volunteer, now):
    stranger = make_volunteer("new", passed=())
    assert said(stranger, now) == ["trained", "declared"]


def test_planning_reads_no_kits(volunteer, shift, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        one = crowd_of(volunteer.person_id, [shift()])
    assert one.wardrobe.kits == ()
