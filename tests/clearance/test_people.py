from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.clearance.conftest import DAY
from tongxin.clearance.gates import may_stand, refusals
from tongxin.people.actions import create_unit
from tongxin.volunteers.models import Suspension


def said(volunteer, requirement, busy=()):
    return [refusal.rule for refusal in refusals(volunteer, requirement, busy)]


def test_a_grown_up_trained_volunteer_stands(volunteer, shift):
    assert refusals(volunteer, shift()) == []
    assert may_stand(volunteer, shift())


@pytest.mark.parametrize(
    "asks",
    [
        {"risky": True},
        {"kind": "rescue"},
        {"kind": "isolation"},
        {"kind": "disinfection"},
        {"kind": "checkpoint"},
        {"service_class": "disinfection"},
        {"risky": True, "min_age": 0},
    ],
)
def test_under_18_nobody_stands_in_a_risky_post_whatever_the_desk_says(make_volunteer, shift, asks):
    young = make_volunteer("xiao", ("basics", "checkpoint"), True, birth_date=date(2013, 6, 1))
    first = refusals(young, shift(**asks))[0]
    assert first.rule == "of_age"
    assert "18" in first.sentence
    assert not may_stand(young, shift(**asks))


def test_age_is_counted_on_the_day_of_the_shift(make_volunteer, shift, policy):
    birthday = make_volunteer("a", birth_date=date(2012, 2, 13))
    eve = make_volunteer("b", birth_date=date(2012, 2, 14), guarded=True)
    assert "of_age" not in said(birthday, shift(risky=True))
    assert "of_age" in said(eve, shift(risky=True))


def test_a_teenager_serves_when_a_guardian_agreed(make_volunteer, shift):
    teenager = date(2014, 1, 1)
    assert said(make_volunteer("c", birth_date=teenager), shift()) == ["guarded"]
    assert said(make_volunteer("d", birth_date=teenager, guarded=True), shift()) == []


def test_an_unknown_age_is_not_enough(make_volunteer, shift):
    unknown = make_volunteer("e", birth_date=None)
    (refusal,) = refusals(unknown, shift())
    assert (refusal.rule, refusal.url) == ("of_age", "/me/identity")


def test_a_post_may_ask_for_more_years(make_volunteer, shift):
    young = make_volunteer("f", birth_date=date(2008, 1, 1))
    assert said(young, shift(min_age=25)) == ["of_age"]


@pytest.mark.parametrize("state", ["invited", "applied", "left"])
def test_who_has_not_confirmed_or_has_left_does_not_stand(make_volunteer, shift, state):
    assert said(make_volunteer("g", state=state), shift())[0] == "registered"


def test_a_suspension_holds_to_its_last_day_and_says_so(make_volunteer, shift, director):
    kept_out = make_volunteer("h", state="suspended")
    told = Suspension.objects.create(volunteer=kept_out, reason="x", until=DAY, by=director)
    (refusal,) = refusals(kept_out, shift())
    assert refusal.rule == "registered"
    assert "2030" in refusal.sentence
    told.until = DAY - timedelta(days=1)
    told.save()
    assert said(kept_out, shift()) == []
    told.until = None
    told.save()
    assert said(kept_out, shift()) == ["registered"]


def test_a_post_of_a_unit_is_for_its_people(make_volunteer, shift, director, city):
    unit = create_unit(at=city, name="供电公司", by=director)
    stranger, own = make_volunteer("i"), make_volunteer("j", unit=unit)
    (refusal,) = refusals(stranger, shift(unit=unit.pk))
    assert (refusal.rule, "供电公司" in refusal.sentence) == ("of_the_unit", True)
    assert said(own, shift(unit=unit.pk)) == []


def test_a_closed_account_stands_nowhere(volunteer, shift):
    volunteer.person.closed_at = timezone.now()
    volunteer.person.save()
    assert said(volunteer, shift()) == ["registered"]
