"""What is the same for everybody is read once in a moment; in tests never, unless asked for."""

import pytest
from django.test.utils import CaptureQueriesContext

from tongxin.web.briefly import MOST, briefly


@pytest.fixture
def asked():
    return []


@pytest.fixture
def read(asked):
    """A question that notes how often it was asked in earnest."""

    @briefly
    def question(*words):
        asked.append(words)
        return len(asked)

    return question


def test_without_a_moment_every_question_is_asked(read, settings):
    settings.BRIEFLY_SECONDS = 0
    assert [read("a"), read("a")] == [1, 2]


def test_within_a_moment_the_answer_is_kept_by_question(read, settings):
    settings.BRIEFLY_SECONDS = 60
    assert [read("a"), read("a"), read("b"), read("a")] == [1, 1, 2, 1]


def test_what_is_forgotten_is_asked_again(read, settings):
    settings.BRIEFLY_SECONDS = 60
    assert read("a") == 1
    read.forget()
    assert read("a") == 2


def test_a_kept_answer_grows_old(read, settings):
    settings.BRIEFLY_SECONDS = 1e-9
    assert [read("a"), read("a")] == [1, 2]


def test_no_more_is_kept_than_there_is_room_for(read, asked, settings):
    settings.BRIEFLY_SECONDS = 60
    for n in range(MOST + 1):
        read(n)
    assert read(MOST) == MOST + 1
    assert read(0) == MOST + 2


@pytest.mark.django_db
def test_what_holds_for_the_city_is_read_once_for_all_who_come(city, settings):
    from django.db import connection

    from tongxin.clearance.crowd import crowd

    settings.BRIEFLY_SECONDS = 60
    with CaptureQueriesContext(connection) as first:
        crowd(city, [], people=[1])
    with CaptureQueriesContext(connection) as second:
        crowd(city, [], people=[1])
    assert len(second) < len(first)
