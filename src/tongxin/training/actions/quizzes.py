"""Sit a quiz: drawn from the bank, marked by the examiner, so many times and no more."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Attempt, Course, Pass, Question, Seat, Study
from .passing import award, standing_pass
from .refusals import AlreadyPassed, CourseNotOpen, NotLearntYet, NotYours, TooManyAttempts

GRACE = timedelta(minutes=1)  # for a slow network


@transaction.atomic
def start_attempt(course: Course, *, by: Person) -> Attempt:
    """Draw a paper, or return the one under way.

    Raises `CourseNotOpen`, `NotLearntYet`, `AlreadyPassed`, `TooManyAttempts`.
    """
    course = Course.objects.select_related("module", "place").get(pk=course.pk)
    if not (course.is_open and course.has_quiz):
        raise CourseNotOpen(_("This course has no quiz to take now."))
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two tabs: one paper
    now = timezone.now()
    under_way: Attempt | None = course.sittings.filter(person=by, state="open").first()
    if under_way and under_way.is_open(now):
        return under_way
    if under_way:
        _mark(under_way, {}, now)
    _must_have_learnt(course, by)
    _must_need_it(course, by, now)
    _must_have_attempts_left(course, by, now)
    uid = uuid4()
    attempt = Attempt.objects.create(
        uid=uid, course=course, person=by, started_at=now, paper=_draw(course, uid.int),
        closes_at=now + timedelta(minutes=course.minutes),
    )  # fmt: skip
    record("attempt.started", by=by, on=attempt, at=by.home, course=course.code)
    return attempt


def lessons_left(course: Course, person: Person) -> int:
    """Return how many lessons the person has not finished."""
    done = Study.objects.filter(person=person, lesson__course=course).exclude(done_at=None)
    return course.lessons.exclude(pk__in=done.values("lesson")).count()


def _must_have_learnt(course: Course, by: Person) -> None:
    if left := lessons_left(course, by):
        raise NotLearntYet(_("First finish the lessons: %(n)s left.") % {"n": left})


def _must_need_it(course: Course, by: Person, now: datetime) -> None:
    held = standing_pass(by, course.module, now)
    if held and not held.may_renew(now):
        raise AlreadyPassed(_("You have passed this already; you need not do it again yet."))
    if course.has_class and quiz_passed(course, by, now):
        raise AlreadyPassed(_("You have passed the quiz. Now attend a batch."))


def _must_have_attempts_left(course: Course, by: Person, now: datetime) -> None:
    since = now - timedelta(hours=course.wait_hours)
    recent = course.sittings.filter(person=by, started_at__gt=since).exclude(state="passed")
    starts = list(recent.order_by("started_at").values_list("started_at", flat=True))
    if len(starts) >= course.attempts:
        again = timezone.localtime(
            starts[len(starts) - course.attempts] + timedelta(hours=course.wait_hours)
        )
        raise TooManyAttempts(
            _("That was the last attempt for now. Read the lessons again, and try after %(time)s.")
            % {"time": date_format(again, "m-d H:i")}
        )


def _draw(course: Course, seed: int) -> list[list[object]]:
    """Return [[question id, [positions of its options as shown]], …], drawn by `seed`."""
    chance = random.Random(seed)
    bank = list(course.questions.current().order_by("pk"))
    paper: list[list[object]] = []
    for question in chance.sample(bank, min(course.asked, len(bank))):
        order = list(range(len(question.options)))
        chance.shuffle(order)
        paper.append([question.pk, order])
    return paper


@transaction.atomic
def submit_attempt(
    attempt: Attempt, answers: Mapping[int, Sequence[int]], *, by: Person
) -> Attempt:
    """Hand a paper in and have it marked; `answers` are positions in the bank, by question.

    Handed in twice it is marked once; after its time it is not passed. Raises `NotYours`.
    """
    rows = Attempt.objects.select_for_update(of=("self",)).select_related(
        "course__module", "course__place", "person__home"
    )
    attempt = rows.get(pk=attempt.pk)
    if attempt.person_id != by.pk:
        raise NotYours(_("This is somebody else's paper."))
    if attempt.state != Attempt.State.OPEN:
        return attempt
    now = timezone.now()
    _mark(attempt, answers, now)
    if attempt.state == Attempt.State.PASSED:
        _award_if_complete(attempt.course, attempt.person, now)
    return attempt


def _mark(attempt: Attempt, answers: Mapping[int, Sequence[int]], now: datetime) -> None:
    asked = [key for key, _order in attempt.paper]
    bank = Question.objects.in_bulk(asked)
    given = {key: sorted(set(answers.get(key, ()))) for key in asked}
    attempt.answers = {str(key): chosen for key, chosen in given.items()}
    attempt.right = sum(given[key] == sorted(bank[key].right) for key in asked)
    in_time = now <= attempt.closes_at + GRACE
    passed = in_time and attempt.percent >= attempt.course.pass_mark
    attempt.state = Attempt.State.PASSED if passed else Attempt.State.FAILED
    attempt.submitted_at = now
    attempt.save(update_fields=["answers", "right", "state", "submitted_at"])
    record(
        "attempt.marked", by=attempt.person, on=attempt, at=attempt.person.home,
        percent=attempt.percent, state=attempt.state,
    )  # fmt: skip


def _award_if_complete(course: Course, person: Person, now: datetime) -> None:
    if not course.has_class:
        award(person, course, how=Pass.How.QUIZ, now=now)
    elif class_attended(course, person, now):
        award(person, course, how=Pass.How.BOTH, now=now)


def _fresh_since(course: Course, person: Person, now: datetime) -> datetime:
    """Return since when work counts: what led to the last pass does not lead to the next."""
    last = Pass.objects.filter(person=person, course=course).order_by("-since").first()
    return last.since if last else now - timedelta(days=366)


def quiz_passed(course: Course, person: Person, now: datetime) -> bool:
    """Whether the person passed the quiz since their last pass, within a year."""
    since = _fresh_since(course, person, now)
    passed = course.sittings.filter(person=person, state="passed", submitted_at__gt=since)
    return passed.exists()


def class_attended(course: Course, person: Person, now: datetime) -> bool:
    """Whether the person attended a batch since their last pass, within a year."""
    since = _fresh_since(course, person, now)
    came = Seat.objects.filter(batch__course=course, person=person, state=Seat.State.ATTENDED)
    return came.filter(marked_at__gt=since).exists()
