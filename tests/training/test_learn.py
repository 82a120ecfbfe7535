"""Lessons: a video counts when it was watched to its end."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.training.actions import finish_lesson, open_lesson, watch
from tongxin.training.actions.refusals import CourseNotOpen, NotWatchedYet


@pytest.fixture
def video(course):
    lesson = course.lessons.first()
    lesson.video, lesson.video_seconds = "training/videos/gate.mp4", 60
    lesson.save()
    return lesson


def test_a_text_is_done_when_one_says_so_and_once(course, resident):
    lesson = course.lessons.first()
    first = finish_lesson(lesson, by=resident)
    assert finish_lesson(lesson, by=resident).done_at == first.done_at


def test_a_video_counts_when_watched_to_its_end(video, resident):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        open_lesson(video, by=resident)
        for second in range(10, 61, 10):
            clock.move_to(start + timedelta(seconds=second))
            watch(video, second, by=resident)
        assert finish_lesson(video, by=resident).done_at


def test_jumping_to_the_end_does_not_count(video, resident):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        watch(video, 5, by=resident)
        clock.move_to(start + timedelta(seconds=10))
        assert watch(video, 60, by=resident).watched_seconds < 10
        with pytest.raises(NotWatchedYet):
            finish_lesson(video, by=resident)


def test_signs_sent_in_a_hurry_do_not_count(video, resident):
    with time_machine.travel(timezone.now(), tick=False):
        for second in range(0, 61, 5):
            study = watch(video, second, by=resident)
        assert study.watched_seconds < 60
        with pytest.raises(NotWatchedYet):
            finish_lesson(video, by=resident)


def test_watching_at_double_speed_counts(video, resident):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        open_lesson(video, by=resident)
        for second in range(10, 31, 10):
            clock.move_to(start + timedelta(seconds=second))
            watch(video, second * 2, by=resident)
        assert finish_lesson(video, by=resident).done_at


def test_a_closed_course_is_not_learnt(course, director, resident):
    from tongxin.training.actions import close_course

    lesson = course.lessons.first()
    close_course(course, by=director)
    with pytest.raises(CourseNotOpen):
        finish_lesson(lesson, by=resident)
