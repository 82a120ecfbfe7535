import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person

from ..queries import QuestionQuerySet
from .course import Course, Lesson


class Question(models.Model):
    """One question of a course's bank. Once asked it is never changed, only retired."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    options = models.JSONField()  # texts, 2–6
    right = models.JSONField()  # positions of the right options, 0-based
    because = models.CharField(max_length=300, blank=True)  # told with the result
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_multiple(self) -> bool:
        """Whether more than one option is right, and has to be chosen."""
        return len(self.right) > 1

    @property
    def right_words(self) -> list[str]:
        return [self.options[n] for n in self.right]


class Study(models.Model):
    """How far a person is in a lesson."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="studies")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="studies")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)  # the last sign of watching
    watched_seconds = models.FloatField(default=0)  # of the video, from its start, without a gap
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson"], name="a_lesson_is_studied_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.lesson_id}"


class Attempt(models.Model):
    """One sitting of a quiz: what was asked, what was answered, what came of it."""

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sittings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="quiz_attempts")
    started_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()
    paper = models.JSONField()  # [[question id, [positions of the options as shown]], …]
    answers = models.JSONField(default=dict)  # {question id: [positions chosen, as in the bank]}
    right = models.PositiveSmallIntegerField(default=0)  # questions answered right
    submitted_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "course", "started_at"], name="attempt_of_person")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(state="open"),
                name="one_attempt_of_a_course_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(submitted_at__isnull=False),
                name="a_finished_attempt_says_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.state}"

    @property
    def percent(self) -> int:
        """Questions answered right, of a hundred, rounded down."""
        return 100 * self.right // max(1, len(self.paper))

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"passed": "done", "open": "waiting"}.get(self.state, "stopped")

    def is_open(self, now: datetime) -> bool:
        return self.state == self.State.OPEN and now < self.closes_at

    def shown(self) -> list[dict[str, Any]]:
        """Return the paper as it is shown: the questions with their options in shown order."""
        bank = Question.objects.in_bulk([key for key, _order in self.paper])
        return [
            {
                "number": number,
                "question": bank[key],
                "options": [(n, bank[key].options[n]) for n in order],
                "chosen": self.answers.get(str(key), []),
                "is_right": self.answers.get(str(key), []) == sorted(bank[key].right),
            }
            for number, (key, order) in enumerate(self.paper, 1)
        ]
