"""A course of two lessons and a small bank, and ways to learn it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.training.actions import (
    add_lesson,
    add_question,
    compose_course,
    finish_lesson,
    open_course,
    plan_batch,
    start_attempt,
    submit_attempt,
)
from tongxin.training.models import Module, Question


@pytest.fixture
def gates_module(city):
    return Module.objects.create(
        code="gates", name="卡口值守", name_en="Gates", valid_months=12, renew_days=30
    )


@pytest.fixture
def make_course(city, director, gates_module):
    """Make an open course; named parts override the usual ones."""

    def make(code="gates-1", module=gates_module, bank=4, **parts):
        usual = {
            "title": "卡口值守", "level": "post", "asked": 3, "pass_mark": 60, "attempts": 2,
            "wait_hours": 24, "minutes": 20,
        }  # fmt: skip
        course = compose_course(code=code, module=module, at=city, by=director, **usual | parts)
        for title in ("站在哪里", "夜班"):
            add_lesson(course, title=title, body="# 要点\n- 看清\n- 站稳", by=director)
        for n in range(bank):
            add_question(
                course, text=f"第{n}题", options=["对", "错", "不知道"], right=[0], by=director
            )  # fmt: skip
        return open_course(course, by=director)

    return make


@pytest.fixture
def course(make_course):
    return make_course()


@pytest.fixture
def learn():
    """Finish every lesson of a course."""

    def do(course, person):
        for lesson in course.lessons.all():
            finish_lesson(lesson, by=person)

    return do


@pytest.fixture
def sit(learn):
    """Learn, draw a paper, and hand it in with so many questions right."""

    def do(course, person, right=99):
        learn(course, person)
        attempt = start_attempt(course, by=person)
        keys = [key for key, _order in attempt.paper]
        bank = Question.objects.in_bulk(keys)
        answers = {key: bank[key].right if n < right else [1] for n, key in enumerate(keys)}
        return submit_attempt(attempt, answers, by=person)

    return do


@pytest.fixture
def make_batch(course, officer, town):
    """Plan a batch two days ahead."""

    def make(course=course, places=2, ahead_hours=48, **parts):
        starts_at = timezone.now() + timedelta(hours=ahead_hours)
        usual = {
            "at": town, "by": officer, "trainer": officer, "capacity": places,
            "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2),
        }  # fmt: skip
        return plan_batch(course, **usual | parts)

    return make
