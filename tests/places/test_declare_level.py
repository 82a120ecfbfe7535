from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.places.actions import BadResponseLevel, declare_level, end_level
from tongxin.places.models import ResponseLevel

NOTICE = "省应急指挥部公告"


def test_a_level_is_declared_and_journalled(director, city):
    declared = declare_level(city, level=1, source=NOTICE, by=director)
    assert ResponseLevel.objects.in_force(timezone.now()).get() == declared
    assert Entry.objects.filter(verb="level.declared").get().facts["level"] == 1


def test_the_level_before_ends_when_the_next_begins(director, city):
    first = declare_level(city, level=1, source=NOTICE, by=director)
    begins = timezone.now() + timedelta(days=2)
    second = declare_level(city, level=2, source=NOTICE, since=begins, by=director)
    first.refresh_from_db()
    assert first.until == begins
    assert ResponseLevel.objects.in_force(begins).get() == second
    assert ResponseLevel.objects.in_force(timezone.now()).get() == first


def test_a_level_holds_for_all_below(director, city, village, other_town):
    declare_level(city, level=2, source=NOTICE, by=director)
    declare_level(other_town, level=1, source=NOTICE, by=director)
    assert ResponseLevel.objects.over(village).get().level == 2


def test_there_are_four_levels_and_each_has_a_notice(director, city):
    for level, source in ((0, NOTICE), (5, NOTICE), (1, " ")):
        with pytest.raises(BadResponseLevel):
            declare_level(city, level=level, source=source, by=director)


def test_a_level_does_not_begin_before_the_one_before_it(director, city):
    declare_level(city, level=1, source=NOTICE, by=director)
    with pytest.raises(BadResponseLevel):
        declare_level(
            city, level=2, source=NOTICE, since=timezone.now() - timedelta(days=1), by=director
        )


def test_a_level_ends_once(director, city):
    declared = end_level(declare_level(city, level=1, source=NOTICE, by=director), by=director)
    assert not ResponseLevel.objects.in_force(timezone.now() + timedelta(seconds=1)).exists()
    with pytest.raises(BadResponseLevel):
        end_level(declared, by=director)


def test_a_station_declares_nothing(steward, stranger, village, director, city):
    for person in (steward, stranger):
        with pytest.raises(NotAllowed):
            declare_level(village, level=1, source=NOTICE, by=person)
    declared = declare_level(city, level=1, source=NOTICE, by=director)
    with pytest.raises(NotAllowed):
        end_level(declared, by=steward)
