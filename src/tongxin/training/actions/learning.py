"""Read a lesson, watch a video to its end."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Course, Lesson, Study
from .refusals import CourseNotOpen, NotWatchedYet

FASTEST = 2.0  # times as fast as filmed: what a player offers at most
SLACK_SECONDS = 3.0  # between a sign of watching and its arrival
END_SECONDS = 2.0  # from the end: players stop a little early


@transaction.atomic
def open_lesson(lesson: Lesson, *, by: Person) -> Study:
    """Note that the person has begun a lesson. Twice is once. Raises `CourseNotOpen`."""
    if not Course.objects.open().filter(pk=lesson.course_id).exists():
        raise CourseNotOpen(_("This course is not given now."))
    study, _made = Study.objects.get_or_create(person=by, lesson=lesson)
    return study


@transaction.atomic
def watch(lesson: Lesson, position: float, *, by: Person) -> Study:
    """Note that the player has come to `position`, in seconds of the video.

    Only what can have been watched since the last sign counts: whoever jumps ahead has to go
    back. Raises `CourseNotOpen`.
    """
    open_lesson(lesson, by=by)
    study = Study.objects.select_for_update(of=("self",)).get(person=by, lesson=lesson)
    now = timezone.now()
    elapsed = max(0.0, (now - study.seen_at).total_seconds())
    reachable = study.watched_seconds + elapsed * FASTEST + SLACK_SECONDS
    if study.watched_seconds < position <= reachable:
        study.watched_seconds = min(float(position), float(lesson.video_seconds))
    study.seen_at = now
    study.save(update_fields=["watched_seconds", "seen_at"])
    return study


@transaction.atomic
def finish_lesson(lesson: Lesson, *, by: Person) -> Study:
    """Note that the lesson is done. Twice is once. Raises `NotWatchedYet`, `CourseNotOpen`."""
    open_lesson(lesson, by=by)
    study = Study.objects.select_for_update(of=("self",)).get(person=by, lesson=lesson)
    if study.done_at:
        return study
    if lesson.video and study.watched_seconds < lesson.video_seconds - END_SECONDS:
        raise NotWatchedYet(_("Please watch the video to its end first."))
    study.done_at = timezone.now()
    study.save(update_fields=["done_at"])
    record("lesson.finished", by=by, on=lesson, at=by.home)
    return study
