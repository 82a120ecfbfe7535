"""The list of the whole city is asked as last time: by the same selects, with what holds today."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tongxin.places.models import Place
from tongxin.volunteers.finding import listed, narrowed
from tongxin.volunteers.models import Volunteer

from .conftest import identity


def keys(viewer, after=None, most=50, **chosen):
    rows, last = listed(viewer, chosen, after, most)
    return [row["key"] for row in rows], last


def point_in(village):
    return Place.objects.create(
        code="point", name="某小区", level="point", parent=village, path=f"{village.path}point/"
    )


def test_the_newest_come_first_and_the_next_page_goes_on(volunteer, make_volunteer, director):
    others = [make_volunteer(f"more-{n}").pk for n in range(2)]
    newest, last = keys(director, most=2, state="active")
    assert newest == others[::-1]
    assert keys(director, after=last, most=2, state="active") == ([volunteer.pk], None)


def test_other_selects_are_another_question(volunteer, director):
    assert keys(director, state="active") == ([volunteer.pk], None)
    assert keys(director, state="left") == ([], None)
    assert keys(director, state="active", age="senior") == ([], None)


def test_a_place_holds_all_who_live_below_it(
    make_volunteer, director, city, town, village, other_village
):
    point = point_in(village)
    here = make_volunteer("here").pk
    at_point = make_volunteer("at-point", home=point).pk
    other = make_volunteer("other", home=other_village).pk
    Volunteer.objects.filter(pk=other).update(skills=["driving"])
    everybody = [other, at_point, here]
    for place in (city, town, village, point, other_village):
        under = [row.pk for row in Volunteer.objects.under(place).order_by("-pk")]
        assert keys(director, place=place)[0] == under
        slow = narrowed(Volunteer.objects.all(), {"place": place}).order_by("-pk")
        assert [row.pk for row in slow] == under
        assert keys(director, place=place, state="active")[0] == under
        skilled = [key for key in under if key == other]
        assert keys(director, place=place, skill="driving")[0] == skilled
    assert keys(director, place=city)[0] == everybody
    assert keys(director, place=village)[0] == [at_point, here]
    assert keys(director, place=village, after=at_point)[0] == [here]


def test_words_find_by_name_phone_number_and_identity(
    make_volunteer, director, village, other_village
):
    li = make_volunteer("li", name="李梅", phone="13800000041")
    make_volunteer("li-too", name="李强", home=other_village)
    made = make_volunteer("wang", name="王强", born=date(1990, 2, 3))
    words = ["李", "李梅", "强", "13800000041", "139", li.number, made.number[:6], "YX9",
             identity(date(1990, 2, 3), 3), "320282199002030000"]  # fmt: skip
    for chosen in (
        {},
        {"place": village},
        {"state": "active"},
        {"place": village, "age": "middle"},
    ):
        for q in words:
            slow = narrowed(Volunteer.objects.all(), chosen | {"q": q}).order_by("-pk")
            assert keys(director, q=q, **chosen)[0] == [one.pk for one in slow]
    assert keys(director, q="李梅")[0] == keys(director, q="13800000041")[0] == [li.pk]
    assert keys(director, q=words[8])[0] == [made.pk]
    assert keys(director, q="强")[0] == []  # names are found by how they begin


def test_a_new_point_counts_from_its_first_day(make_volunteer, director, village):
    assert keys(director, place=village)[0] == []
    point = point_in(village)
    assert keys(director, place=village)[0] == []
    newcomer = make_volunteer("newcomer", home=point)
    assert keys(director, place=village)[0] == [newcomer.pk]


@pytest.mark.parametrize(("year", "is_senior"), [(2044, False), (2046, True)])
def test_an_age_is_that_of_the_day_one_asks(volunteer, director, year, is_senior):
    assert volunteer.person.birth_date.year == 1985
    director.grants.update(until=None)
    with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC)):
        assert bool(keys(director, age="senior")[0]) is is_senior
