from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Named, Place, ServiceClass

from ..queries import CourseQuerySet

POST_KINDS = {  # as posts name them
    "checkpoint": _("checkpoint"), "rescue": _("rescue"), "isolation": _("isolation point"),
    "disinfection": _("disinfection work"),
}  # fmt: skip


class Module(Named):
    """Something one has to know before one serves; a course that is passed gives its pass."""

    code = models.CharField(max_length=24, primary_key=True)
    order = models.PositiveSmallIntegerField(default=0)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: for good
    renew_days = models.PositiveSmallIntegerField(default=30)  # before the end: told, may renew

    class Meta:
        ordering = ["order", "code"]


class ModuleNeed(models.Model):
    """Who needs a module: one service class, one kind of post, both, or (neither) everybody."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="needed_by")
    service_class = models.ForeignKey(
        ServiceClass, models.CASCADE, null=True, blank=True, related_name="+"
    )
    post_kind = models.CharField(max_length=24, blank=True)  # as posts name it: "checkpoint"

    class Meta:
        ordering = ["module", "service_class", "post_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "service_class", "post_kind"],
                condition=Q(service_class__isnull=False),
                name="a_module_is_needed_once_for_a_class",
            ),
            models.UniqueConstraint(
                fields=["module", "post_kind"], condition=Q(service_class=None),
                name="a_module_is_needed_once_for_a_kind",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.module_id} for {self.service_class_id or 'all'} {self.post_kind}".strip()

    @property
    def who(self) -> str:
        """Who needs it, in the reader's language."""
        kind = str(POST_KINDS.get(self.post_kind, self.post_kind))
        named = [self.service_class.label if self.service_class else "", kind]
        return " · ".join(filter(None, named)) or gettext("everybody")


class Course(models.Model):
    """Lessons and a quiz that lead to the pass of a module."""

    class Level(models.TextChoices):
        BASIC = "basic", _("for everybody")
        CLASS = "class", _("for a service class")
        POST = "post", _("for a kind of post")
        LEADER = "leader", _("for leaders")

    class Proof(models.TextChoices):
        QUIZ = "quiz", _("a quiz")
        CLASS = "class", _("attendance of a batch")
        BOTH = "both", _("a quiz and attendance of a batch")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    code = models.CharField(max_length=32, unique=True)
    module = models.ForeignKey(Module, models.PROTECT, related_name="courses")
    place = models.ForeignKey(Place, models.PROTECT, related_name="courses")  # who keeps it
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    summary_en = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=8, choices=Level)
    proof = models.CharField(max_length=8, choices=Proof, default=Proof.QUIZ)
    pass_mark = models.PositiveSmallIntegerField(default=80)  # percent of questions right
    asked = models.PositiveSmallIntegerField(default=10)  # questions drawn for an attempt
    attempts = models.PositiveSmallIntegerField(default=3)  # within `wait_hours`
    wait_hours = models.PositiveSmallIntegerField(default=24)
    minutes = models.PositiveSmallIntegerField(default=30)  # for one attempt
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    composed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    composed_at = models.DateTimeField(default=timezone.now)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["module__order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__gte=1, pass_mark__lte=100), name="a_pass_mark_is_a_percent"
            ),
            models.CheckConstraint(
                condition=Q(asked__gte=1, attempts__gte=1, minutes__gte=1),
                name="a_quiz_asks_something_at_least_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if self.title_en and get_language() == "en" else self.title

    @property
    def about(self) -> str:
        """The summary in the reader's language."""
        return self.summary_en if self.summary_en and get_language() == "en" else self.summary

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"open": "done", "draft": "waiting"}.get(self.state, "stopped")

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def has_quiz(self) -> bool:
        return self.proof != self.Proof.CLASS

    @property
    def has_class(self) -> bool:
        """Whether one has to attend a batch."""
        return self.proof != self.Proof.QUIZ


class Lesson(models.Model):
    """One sitting: a text to read, or a video to watch to its end."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="lessons")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=80)
    body = models.TextField(blank=True)  # paragraphs; "# …" a heading, "- …" a point
    source = models.CharField(max_length=300, blank=True)  # where it is said officially
    video = models.FileField(upload_to="training/videos/", blank=True)  # MP4 or WebM
    video_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(video="") | Q(video_seconds__gte=1), name="a_video_has_a_length"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Attachment(models.Model):
    """A sheet to take along: a picture or a PDF."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="attachments")
    title = models.CharField(max_length=80)
    file = models.FileField(upload_to="training/attachments/")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
