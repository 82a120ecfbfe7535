"""The register as arrays says what the rows say."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.utils import timezone

from tongxin.volunteers import weeks
from tongxin.volunteers.actions import (
    Offer,
    add_blackout,
    change_offer,
    claim,
    invite,
    leave,
    suspend,
    verify,
)
from tongxin.volunteers.columns import NEVER, STATES, columns


@pytest.fixture
def three(make_volunteer, other_village, village, steward, kinds, officer):
    """One who offers evenings and is a nurse, one suspended, one invited; one left."""
    today = timezone.localdate()
    nurse = make_volunteer("a", phone="13800000041")
    change_offer(nurse, Offer(weeks.EVENINGS, 8, 2, prefers=["screening", "publicity"]),
                 by=nurse.person)  # fmt: skip
    verify(claim(nurse, kinds["nurse"], expires_on=today, by=nurse.person), by=officer)
    add_blackout(nurse, starts_on=today, ends_on=today + timedelta(days=1), by=nurse.person)
    out = make_volunteer("b", born=date(2004, 2, 29))
    suspend(out, reason="多次缺勤", until=today, by=officer)
    invited = invite(name="李四", phone="13800000043", home=village, by=steward)
    gone = make_volunteer("d", home=other_village)
    leave(gone, by=gone.person)
    return nurse, out, invited


def test_columns_say_what_the_rows_say(three, city, town, village):
    nurse, out, _invited = three
    read, today = columns(city), timezone.localdate()
    assert list(read.people) == [one.person_id for one in three]
    assert [STATES[code] for code in read.state] == ["active", "suspended", "invited"]
    assert read.availability[0] == weeks.EVENINGS
    assert list(read.reach_m) == [8000, 5000, 5000]
    assert list(read.weekly_cap) == [2, 3, 3]
    assert read.prefers[0] == (1 << read.classes.index("screening")) | 1
    assert set(read.town) == {town.pk}
    assert set(read.home) == {village.pk}
    assert list(read.identified) == [True, True, False]
    assert np.isnan(read.latitude[2])
    assert read.latitude[0] == 31.26
    assert list(read.qualified("nurse", today)) == [True, False, False]
    assert not read.qualified("nurse", today + timedelta(days=1)).any()
    assert not read.qualified("pilot", today).any()
    assert list(read.standing(today)) == [True, False, False]
    assert list(read.standing(today + timedelta(days=1))) == [True, True, False]
    away = read.blacked_out(today + timedelta(days=1), today + timedelta(days=9))
    assert list(away) == [True, False, False]
    assert not read.blacked_out(today + timedelta(days=2), today + timedelta(days=9)).any()
    assert list(read.rows_of([out.person_id, 0, nurse.person_id])) == [1, -1, 0]


def test_ages_are_of_the_day(three, city):
    read = columns(city)
    for day in (date(2022, 2, 28), date(2022, 3, 1), date(2024, 2, 29)):
        expected = [one.person.age_on(day) for one in three]
        assert list(read.ages(day)) == [-1 if age is None else age for age in expected]


def test_a_place_and_a_list_of_people_limit_them(three, other_village, city):
    assert len(columns(other_village)) == 0
    assert list(columns(city, people=[three[1].person_id]).people) == [three[1].person_id]


def test_a_suspension_without_end_does_not_end(three, city, officer):
    suspend(three[0], reason="多次缺勤", by=officer)
    assert columns(city).suspended_until[0] == NEVER


def test_reading_takes_a_handful_of_queries(three, city, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        columns(city)
