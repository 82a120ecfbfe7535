from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.needs.actions import flag_overdue, seed_limits, set_limits
from tongxin.needs.actions.limits import BadLimit, default_limits
from tongxin.needs.models import Need, TimeLimit
from tongxin.people.actions import robot


def later(minutes):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def test_limits_are_kept_and_written_down(city, director):
    set_limits(city, limits={("pending", 1): 15}, by=director)
    assert TimeLimit.objects.get().minutes == 15
    assert Entry.objects.get(verb="limit.set").facts["after"] == {"pending 1": 15}


def test_an_empty_limit_means_as_the_place_above_says(city, director):
    set_limits(city, limits={("pending", 1): 15}, by=director)
    set_limits(city, limits={("pending", 1): None}, by=director)
    assert not TimeLimit.objects.exists()


@pytest.mark.parametrize(
    ("key", "minutes"), [(("pending", 1), 0), (("closed", 1), 5), (("pending", 1), 10**7)]
)
def test_a_limit_is_sensible(city, director, key, minutes):
    with pytest.raises(BadLimit):
        set_limits(city, limits={key: minutes}, by=director)


def test_the_town_sets_no_limits(town, officer):
    with pytest.raises(NotAllowed):
        set_limits(town, limits={("pending", 1): 5}, by=officer)


def test_the_first_limits_come_with_the_product_once(city):
    assert len(seed_limits(city, by=robot("installer"))) == len(default_limits()) == 24
    assert seed_limits(city, by=robot("installer")) == []


@pytest.fixture
def limits(city, director):
    return set_limits(city, limits={("pending", 4): 60}, by=director)


def test_a_late_need_rises_level_by_level(limits, need, town, city, officer, director):
    with later(61):
        assert flag_overdue(by=robot("clock")) == 1
        assert Need.objects.get().risen_to == town.path
    with later(121):
        assert flag_overdue(by=robot("clock")) == 1
        assert Need.objects.get().risen_to == city.path
    for person in (officer, director):
        assert Message.objects.to(f"person:{person.pk}").filter(subject__contains="超时").exists()
    assert Entry.objects.filter(verb="need.overdue").count() == 2


def test_flagging_twice_is_flagging_once(limits, need, officer):
    with later(61):
        flag_overdue(by=robot("clock"))
        assert flag_overdue(by=robot("clock")) == 0
    assert Message.objects.to(f"person:{officer.pk}").count() == 1


def test_what_is_in_time_stays(limits, need):
    with later(59):
        assert flag_overdue(by=robot("clock")) == 0


def test_moving_on_calms_it(limits, need, steward):
    from tongxin.needs.actions import decide_needs
    from tongxin.needs.actions.triaging import Judgement

    with later(61):
        flag_overdue(by=robot("clock"))
        judgement = Judgement(route="menu", platform="education", urgency=3)
        (decided,) = decide_needs([need], judgement=judgement, by=steward)
    assert decided.risen_to == ""


def test_only_the_clock_flags(limits, need, stranger):
    with later(61), pytest.raises(NotAllowed):
        flag_overdue(by=stranger)
