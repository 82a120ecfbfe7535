"""A quiz: after the lessons, so many times, marked by the examiner."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.journal.models import Entry
from tongxin.training.actions import close_course, retire_question, start_attempt, submit_attempt
from tongxin.training.actions.refusals import (
    AlreadyPassed,
    CourseNotOpen,
    NotLearntYet,
    NotYours,
    TooManyAttempts,
)
from tongxin.training.models import Attempt, Pass
from tongxin.training.passes import passes_of


def test_who_passes_the_quiz_gets_the_pass(course, resident, sit):
    attempt = sit(course, resident)
    assert (attempt.state, attempt.percent) == ("passed", 100)
    row = Pass.objects.get(person=resident)
    assert row.given_by.username == "examiner"
    assert passes_of([resident.pk], timezone.now())[resident.pk] == {"gates"}
    assert Entry.objects.filter(verb="pass.earned", on=f"pass:{row.pk}").exists()


def test_below_the_mark_there_is_no_pass(course, resident, sit):
    assert sit(course, resident, right=1).state == "failed"
    assert not Pass.objects.exists()


def test_exactly_the_mark_is_a_pass(make_course, resident, sit):
    course = make_course(bank=5, asked=5, pass_mark=80)
    assert sit(course, resident, right=4).state == "passed"


def test_the_quiz_comes_after_the_lessons(course, resident):
    with pytest.raises(NotLearntYet):
        start_attempt(course, by=resident)


def test_two_tabs_get_one_paper(course, resident, learn):
    learn(course, resident)
    assert start_attempt(course, by=resident) == start_attempt(course, by=resident)


def test_attempts_are_limited_and_come_back_in_time(course, resident, sit):
    for _ in range(2):
        sit(course, resident, right=0)
    with pytest.raises(TooManyAttempts):
        sit(course, resident)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert sit(course, resident).state == "passed"


def test_a_paper_left_lying_counts_as_an_attempt(course, resident, learn):
    learn(course, resident)
    start_attempt(course, by=resident)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        start_attempt(course, by=resident)
    states = Attempt.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["failed", "open"]


def test_after_its_time_a_paper_is_not_passed(course, resident, learn):
    learn(course, resident)
    attempt = start_attempt(course, by=resident)
    right = {key: [0] for key, _order in attempt.paper}
    with time_machine.travel(timezone.now() + timedelta(minutes=22), tick=False):
        assert submit_attempt(attempt, right, by=resident).state == "failed"


def test_a_paper_handed_in_twice_is_marked_once(course, resident, learn):
    learn(course, resident)
    attempt = start_attempt(course, by=resident)
    submit_attempt(attempt, {}, by=resident)
    right = {key: [0] for key, _order in attempt.paper}
    assert submit_attempt(attempt, right, by=resident).state == "failed"
    assert not Pass.objects.exists()


def test_nobody_hands_in_for_another(course, resident, stranger, learn):
    learn(course, resident)
    attempt = start_attempt(course, by=resident)
    with pytest.raises(NotYours):
        submit_attempt(attempt, {}, by=stranger)


def test_who_has_passed_need_not_sit_again(course, resident, sit):
    sit(course, resident)
    with pytest.raises(AlreadyPassed):
        start_attempt(course, by=resident)


def test_renewing_early_loses_nothing(course, resident, sit):
    sit(course, resident)
    first = Pass.objects.get()
    with time_machine.travel(first.until - timedelta(days=10), tick=False):
        sit(course, resident)
    second = Pass.objects.latest("pk")
    months = (second.until.year - first.until.year) * 12 + second.until.month - first.until.month
    assert months == 12


def test_every_option_of_several_right_ones_is_needed(course, director, resident, learn):
    from tongxin.training.actions import add_question

    for question in course.questions.all()[:3]:
        add_question(course, text="多选", options=["甲", "乙", "丙"], right=[0, 2], by=director)
        retire_question(question, by=director)
    learn(course, resident)
    attempt = start_attempt(course, by=resident)
    half = submit_attempt(attempt, {key: [0] for key, _ in attempt.paper}, by=resident)
    assert half.right == 0 or half.right == 1  # the one question left with a single right option


def test_a_closed_course_is_not_sat(course, director, resident, learn):
    learn(course, resident)
    close_course(course, by=director)
    with pytest.raises(CourseNotOpen):
        start_attempt(course, by=resident)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_presses_twice_at_once_draws_one_paper(course, resident, learn, race):
    learn(course, resident)
    race(*[lambda: start_attempt(course, by=resident)] * 5)
    assert Attempt.objects.count() == 1
