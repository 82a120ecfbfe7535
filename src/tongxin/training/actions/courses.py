"""Compose a course, fill its bank, open it; say who needs which module."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place, ServiceClass

from ..models import Course, Lesson, Module, ModuleNeed, Question
from .refusals import BadQuestion, CourseNotReady

CHANGEABLE = {
    "title", "title_en", "summary", "summary_en", "level", "proof", "pass_mark", "asked",
    "attempts", "wait_hours", "minutes",
}  # fmt: skip
OPTIONS = range(2, 7)


@transaction.atomic
def compose_course(*, code: str, module: Module, at: Place, by: Person, **parts: Any) -> Course:
    """Draft a course that leads to the pass of `module`."""
    by.must("course.manage", at=at)
    course = Course(code=code, module=module, place=at, composed_by=by)
    for name in CHANGEABLE & parts.keys():
        setattr(course, name, parts[name])
    course.full_clean()
    course.save()
    record("course.composed", by=by, on=course, at=at)
    return course


@transaction.atomic
def change_course(course: Course, *, by: Person, **parts: Any) -> Course:
    """Change what is said and asked; attempts under way keep their paper."""
    course = _manageable(course, by)
    for name in CHANGEABLE & parts.keys():
        setattr(course, name, parts[name])
    course.full_clean()
    if course.is_open:
        _must_be_ready(course)
    course.save()
    record("course.changed", by=by, on=course, at=course.place, parts=sorted(parts))
    return course


@transaction.atomic
def open_course(course: Course, *, by: Person) -> Course:
    """Let everybody take the course. Twice is once. Raises `CourseNotReady`."""
    course = _manageable(course, by)
    if course.is_open:
        return course
    _must_be_ready(course)
    course.state = Course.State.OPEN
    course.save(update_fields=["state"])
    record("course.opened", by=by, on=course, at=course.place)
    return course


@transaction.atomic
def close_course(course: Course, *, by: Person) -> Course:
    """Take a course off the list; passes it gave go on. Twice is once."""
    course = _manageable(course, by)
    if course.state == Course.State.CLOSED:
        return course
    course.state = Course.State.CLOSED
    course.save(update_fields=["state"])
    record("course.closed", by=by, on=course, at=course.place)
    return course


def _must_be_ready(course: Course) -> None:
    if not course.lessons.exists():
        raise CourseNotReady(_("Write at least one lesson first."))
    if course.has_quiz and course.questions.current().count() < course.asked:
        raise CourseNotReady(
            _("The quiz asks %(n)s questions; the bank has fewer.") % {"n": course.asked}
        )


@transaction.atomic
def add_lesson(
    course: Course, *, title: str, by: Person, body: str = "", source: str = ""
) -> Lesson:
    """Add a lesson at the end."""
    course = _manageable(course, by)
    lesson = Lesson(
        course=course, title=title, body=body, source=source, order=course.lessons.count()
    )
    lesson.full_clean()
    lesson.save()
    record("lesson.added", by=by, on=lesson, at=course.place)
    return lesson


@transaction.atomic
def change_lesson(lesson: Lesson, *, title: str, body: str, source: str, by: Person) -> Lesson:
    """Write a lesson anew; who has finished it need not do it again."""
    _manageable(lesson.course, by)
    lesson = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    lesson.title, lesson.body, lesson.source = title, body, source
    lesson.full_clean()
    lesson.save()
    record("lesson.changed", by=by, on=lesson, at=lesson.course.place)
    return lesson


@transaction.atomic
def remove_lesson(lesson: Lesson, *, by: Person) -> None:
    """Take a lesson out. An open course keeps at least one. Raises `CourseNotReady`."""
    course = _manageable(lesson.course, by)
    if course.is_open and course.lessons.count() <= 1:
        raise CourseNotReady(_("An open course needs at least one lesson."))
    record("lesson.removed", by=by, on=lesson, at=course.place)
    lesson.delete()


@transaction.atomic
def add_question(
    course: Course, *, text: str, options: Sequence[str], right: Sequence[int], by: Person,
    because: str = "",
) -> Question:  # fmt: skip
    """Add a question to the bank; `right` are positions in `options`. Raises `BadQuestion`."""
    course = _manageable(course, by)
    options, right = [option.strip() for option in options], sorted(set(right))
    fits = len(options) in OPTIONS and len(set(options)) == len(options) and all(options)
    if not fits or not right or not 0 <= right[0] <= right[-1] < len(options):
        raise BadQuestion(_("Two to six different options, and at least one of them right."))
    question = Question(course=course, text=text, options=options, right=right, because=because)
    question.full_clean()
    question.save()
    record("question.added", by=by, on=question, at=course.place)
    return question


@transaction.atomic
def retire_question(question: Question, *, by: Person) -> Question:
    """Ask a question no more; papers that hold it keep it. Raises `CourseNotReady`."""
    course = _manageable(question.course, by)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.retired_at:
        return question
    question.retired_at = timezone.now()
    question.save(update_fields=["retired_at"])
    if course.is_open:
        _must_be_ready(course)
    record("question.retired", by=by, on=question, at=course.place)
    return question


@transaction.atomic
def change_module(
    module: Module, *, valid_months: int | None, renew_days: int, by: Person
) -> Module:
    """Say how long new passes count, and when one may renew. Given passes keep their term."""
    by.must("course.manage", at=_city())
    module.valid_months, module.renew_days = valid_months, renew_days
    module.full_clean()
    module.save(update_fields=["valid_months", "renew_days"])
    record("module.changed", by=by, on=module, at=_city(), months=valid_months, days=renew_days)
    return module


@transaction.atomic
def need_module(
    module: Module, *, by: Person, service_class: ServiceClass | None = None, post_kind: str = ""
) -> ModuleNeed:
    """Let a class, a kind of post, or (neither) everybody need a module. Twice is once."""
    by.must("course.manage", at=_city())
    row, made = ModuleNeed.objects.get_or_create(
        module=module, service_class=service_class, post_kind=post_kind
    )
    if made:
        record("module.needed", by=by, on=row, at=_city(), need=str(row))
    return row


@transaction.atomic
def drop_need(row: ModuleNeed, *, by: Person) -> None:
    """Need a module no longer."""
    by.must("course.manage", at=_city())
    record("module.not_needed", by=by, on=row, at=_city(), need=str(row))
    row.delete()


def _city() -> Place:
    return Place.objects.get(parent=None, level=Place.Level.CENTRE)


def _manageable(course: Course, by: Person) -> Course:
    """Return the course fresh and locked, if `by` keeps it."""
    rows = Course.objects.select_for_update(of=("self",)).select_related("place")
    course = rows.get(pk=course.pk)
    by.must("course.manage", at=course.place)
    return course
