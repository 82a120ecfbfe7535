"""The starter courses: there, ready, and of use."""

import pytest

from tongxin.errors import NotAllowed
from tongxin.people.actions import robot
from tongxin.training.actions import close_course, set_up_training
from tongxin.training.models import Course, Lesson, Question
from tongxin.training.passes import modules_for


@pytest.fixture
def starters(city):
    return set_up_training(by=robot("installer"))


def test_each_service_class_has_its_course_and_everybody_the_basics(starters):
    assert starters == Course.objects.open().count() == 9
    for code in ("publicity", "guarding", "screening", "disinfection"):
        assert modules_for(code) == {"basics", "protection", code}
    for code in ("information", "psychological"):
        assert modules_for(code) == {"basics", code}
    assert modules_for("screening", "checkpoint") >= {"checkpoint", "screening"}


def test_every_needed_module_can_be_passed(starters):
    taught = set(Course.objects.open().values_list("module", flat=True))
    kinds = ["", "checkpoint", "rescue", "isolation", "disinfection"]
    classes = ["publicity", "guarding", "screening", "disinfection", "information", "psychological"]
    for code in classes:
        for kind in kinds:
            assert modules_for(code, kind) <= taught


def test_every_lesson_names_its_source_and_every_question_its_reason(starters):
    assert not Lesson.objects.filter(source="").exists()
    assert not Question.objects.filter(because="").exists()


def test_twice_is_once_and_what_the_city_changed_stays(starters, director):
    course = Course.objects.get(code="basics-1")
    close_course(course, by=director)
    assert set_up_training(by=robot("installer")) == 0
    course.refresh_from_db()
    assert course.state == "closed"


def test_a_stranger_sets_nothing_up(city, stranger):
    with pytest.raises(NotAllowed):
        set_up_training(by=stranger)
