"""The list of the whole city is asked as last time: by the same selects, with what holds today."""

from datetime import UTC, datetime

import pytest
import time_machine

from tongxin.volunteers.finding import listed


def keys(viewer, after=None, most=50, **chosen):
    rows, last = listed(viewer, chosen, after, most)
    return [row["key"] for row in rows], last


def test_the_newest_come_first_and_the_next_page_goes_on(volunteer, make_volunteer, director):
    others = [make_volunteer(f"more-{n}").pk for n in range(2)]
    newest, last = keys(director, most=2, state="active")
    assert newest == others[::-1]
    assert keys(director, after=last, most=2, state="active") == ([volunteer.pk], None)


def test_other_selects_are_another_question(volunteer, director):
    assert keys(director, state="active") == ([volunteer.pk], None)
    assert keys(director, state="left") == ([], None)
    assert keys(director, state="active", age="senior") == ([], None)


@pytest.mark.parametrize(("year", "is_senior"), [(2044, False), (2046, True)])
def test_an_age_is_that_of_the_day_one_asks(volunteer, director, year, is_senior):
    assert volunteer.person.birth_date.year == 1985
    director.grants.update(until=None)
    with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC)):
        assert bool(keys(director, age="senior")[0]) is is_senior
