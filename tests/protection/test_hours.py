from dataclasses import replace

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.protection.actions import BadHours, set_hours
from tongxin.protection.hours import BOUNDS, hours_in_force, usual_hours
from tongxin.protection.models import HourLimit


def test_the_usual_hours_hold_until_a_city_sets_others(city):
    assert hours_in_force() == usual_hours()
    assert usual_hours().stored() == {
        "continuous_hours": 4, "break_minutes": 30, "daily_hours": 8, "rest_hours": 8
    }  # fmt: skip


def test_other_hours_hold_at_once_and_the_journal_says_what_was(city, director):
    stricter = replace(usual_hours(), daily_hours=6, rest_hours=11)
    set_hours(stricter, by=director)
    assert hours_in_force() == stricter
    facts = Entry.objects.get(verb="hours.set").facts
    assert (facts["before"]["daily_hours"], facts["after"]["daily_hours"]) == (8, 6)
    set_hours(stricter, by=director)
    assert HourLimit.objects.count() == 1


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_no_city_goes_beyond_the_law(city, director, name):
    least, most = BOUNDS[name]
    for value in (least - 1, most + 1):
        with pytest.raises(BadHours):
            set_hours(replace(usual_hours(), **{name: value}), by=director)
    assert hours_in_force() == usual_hours()


def test_no_stretch_is_longer_than_a_day(city, director):
    with pytest.raises(BadHours):
        set_hours(replace(usual_hours(), continuous_hours=5, daily_hours=4), by=director)


def test_a_station_and_a_stranger_set_no_hours(steward, stranger, city):
    for person in (steward, stranger):
        with pytest.raises(NotAllowed):
            set_hours(replace(usual_hours(), daily_hours=6), by=person)
