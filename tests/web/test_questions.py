"""A question written once finds what its query set finds, for all values and in both kinds."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from tongxin.people.models import Grant, Person
from tongxin.places.models import Place, called
from tongxin.volunteers.models import Volunteer
from tongxin.web.questions import Question, RowQuestion

PEOPLE = RowQuestion(lambda: Person, lambda rows, key: rows.filter(pk=key), int)


def grants(person, now):
    rows = Grant.objects.filter(Q(until=None) | Q(until__gt=now), person=person)
    return rows.values_list("role", "since", "until", "place__path")


def test_it_says_what_the_query_set_says(director, officer):
    question, now = Question(grants, int, type(timezone.now())), timezone.now()
    for person in (director, officer):
        for moment in (now, now + timedelta(days=3)):
            assert question.ask(person.pk, moment) == list(grants(person.pk, moment))
    assert question.ask(director.pk, now)


def test_its_values_are_those_of_python(director, village):
    made = Volunteer.objects.create(
        person=director, number="YX2030-000001", state="active", confirmed_at=timezone.now(),
        skills=["driving"],
    )  # fmt: skip
    question = Question(
        lambda number: Volunteer.objects.filter(number=number).values_list("skills", "since"), str
    )
    assert question.ask(made.number) == [(["driving"], made.since)]
    assert question.ask("YX2030-000002") == []


def test_rows_come_as_django_loads_them(director, django_assert_num_queries):
    PEOPLE.find(0)
    with django_assert_num_queries(1):
        (found,) = PEOPLE.find(director.pk)
    assert found == director
    assert (found.joined_at, found.is_active, found.uid) == (
        director.joined_at, director.is_active, director.uid)  # fmt: skip
    found.name = "改"
    found.save()
    assert Person.objects.get(pk=director.pk).name == "改"


def test_a_value_may_be_asked_for_twice(village):
    assert called(village.name) == called(village.code) == [village]


def test_a_value_that_is_lost_on_the_way_is_noticed(city):
    lost = Question(lambda words: Place.objects.filter(name__contains=words).values_list("pk"), str)
    with pytest.raises(AssertionError, match="do not stand"):
        lost.ask("村")


def test_related_rows_come_with_it_and_are_asked_for_no_more(village, django_assert_num_queries):
    with_town = RowQuestion(
        lambda: Place, lambda rows, key: rows.filter(pk=key).select_related("parent__parent"), int
    )
    with_town.find(0)
    with django_assert_num_queries(1):
        (found,) = with_town.find(village.pk)
        read = found, found.parent, found.parent.parent
    assert read == (village, village.parent, village.parent.parent)


def test_a_row_without_its_related_one_says_so(city):
    with_parent = RowQuestion(
        lambda: Place, lambda rows, key: rows.filter(pk=key).select_related("parent"), int
    )
    (found,) = with_parent.find(city.pk)
    assert found.parent is None
