import pytest

from tests.clearance.conftest import at
from tests.clearance.test_people import said
from tongxin.clearance.gates import refusals, wishes
from tongxin.clearance.requirement import Busy
from tongxin.places.actions import declare_level
from tongxin.protection.actions import set_hours
from tongxin.protection.hours import Hours
from tongxin.volunteers.models import Blackout


def busy(*hours, day=0):
    return Busy(at(hours[0], day=day), at(hours[1], day=day), "卡口早班", "/shifts/7")


def test_an_overlap_names_the_clash_and_leads_there(volunteer, shift):
    refusal = refusals(volunteer, shift(), [busy(11, 13)])[0]
    assert (refusal.rule, refusal.url) == ("free", "/shifts/7")
    assert "卡口早班" in refusal.sentence


def test_shifts_that_touch_do_not_overlap(volunteer, shift):
    assert said(volunteer, shift(ends_at=at(10)), [busy(10, 13)]) == []


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([(12, 13)], []),
        ([(12, 14)], ["unbroken"]),
        ([(8, 9), (12, 13)], ["unbroken"]),
        ([(13, 15)], []),
        ([(13, 17)], []),
        ([(13, 17), (18, 20)], ["daily"]),
    ],
)
def test_four_hours_without_a_pause_and_eight_a_day(volunteer, shift, others, expected):
    assert said(volunteer, shift(), [busy(*one) for one in others]) == expected


def test_a_shift_of_more_than_four_hours_is_for_nobody(volunteer, shift):
    assert said(volunteer, shift(ends_at=at(14))) == ["unbroken"]


def test_a_city_may_ask_for_shorter_days_and_longer_nights(volunteer, shift, director):
    evening = busy(19, 21)
    assert said(volunteer, shift(), [evening]) == []
    set_hours(
        Hours(continuous_hours=2, break_minutes=30, daily_hours=4, rest_hours=12), by=director
    )
    assert said(volunteer, shift(), [evening]) == ["unbroken", "daily"]
    refusal = refusals(volunteer, shift(ends_at=at(10)), [busy(21, 23, day=-1)])[0]
    assert (refusal.rule, "12" in refusal.sentence) == ("rested", True)


def test_eight_hours_of_rest_between_days(volunteer, shift):
    assert said(volunteer, shift(), [busy(23, 25, day=-1)]) == []
    assert said(volunteer, shift(), [busy(23, 26, day=-1)]) == ["rested"]
    assert said(volunteer, shift(starts_at=at(19), ends_at=at(22)), [busy(5, 6, day=1)]) == [
        "rested"
    ]


def test_the_week_runs_from_monday_to_sunday_up_to_the_volunteers_cap(make_volunteer, shift):
    twice = make_volunteer("n", weekly_cap=2)
    monday, sunday, next_monday = (busy(9, 10, day=n) for n in (-2, 4, 5))
    assert said(twice, shift(), [monday, sunday]) == ["weekly"]
    assert said(twice, shift(), [monday, next_monday]) == []


def test_at_levels_one_and_two_nobody_crosses_towns_unasked(
    make_volunteer, shift, city, director, other_village
):
    away = make_volunteer("o", home=other_village)
    assert said(away, shift()) == []
    declare_level(city, level=2, source="公告", since=at(0, day=-20), by=director)
    assert said(away, shift()) == ["within_town"]
    assert said(make_volunteer("p"), shift()) == []
    assert said(away, shift(offline=False)) == []
    assert said(away, shift(across_towns=True)) == []
    declare_level(city, level=3, source="公告", since=at(0, day=-1), by=director)
    assert said(away, shift()) == []


def test_a_wish_is_no_refusal(make_volunteer, shift):
    shy = make_volunteer("q", availability=0, reach_km=1)
    Blackout.objects.create(volunteer=shy, starts_on="2030-02-12", ends_on="2030-02-13")
    far = shift(latitude=31.30)
    assert said(shy, far) == []
    assert [wish.rule for wish in wishes(shy, far)] == ["not_away", "offered", "in_reach"]
    assert wishes(make_volunteer("r"), shift()) == []
