"""A course at the desk: its words, lessons, videos, sheets, questions; open it, close it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place

from .. import actions
from ..desk_forms import (
    CourseForm,
    LessonForm,
    NewCourseForm,
    QuestionForm,
    SheetForm,
    VideoForm,
)
from ..models import Attachment, Course, Lesson, Question
from .learning import crumbs


def _course(request: PersonRequest, code: str) -> Course:
    request.user.must_somewhere("course.manage")
    rows = Course.objects.visible_to(request.user).select_related("module", "place")
    found: Course = get_object_or_404(rows, code=code)
    return found


def _lesson(request: PersonRequest, lesson_id: int) -> Lesson:
    request.user.must_somewhere("course.manage")
    seen = Course.objects.visible_to(request.user)
    rows = Lesson.objects.filter(course__in=seen).select_related("course__place")
    found: Lesson = get_object_or_404(rows, pk=lesson_id)
    return found


def _form_page(
    request: PersonRequest, form: Any, heading: str, course: Course | None = None
) -> HttpResponse:
    back = crumbs()
    if course:
        url = reverse("training:manage", args=[course.code])
        back.append({"label": course.label, "url": url})
    context = {"form": form, "heading": heading, "crumbs": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "training/desk/form.html", context, status=status)


@login_required
def compose(request: PersonRequest) -> HttpResponse:
    """Draft a course."""
    request.user.must_somewhere("course.manage")
    form = NewCourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        city = Place.objects.get(parent=None, level=Place.Level.CENTRE)
        course = actions.compose_course(at=city, by=request.user, **form.cleaned_data)
        return redirect("training:manage", code=course.code)
    return _form_page(request, form, _("Compose a course"))


@login_required
def manage(request: PersonRequest, code: str) -> HttpResponse:
    """Show a course with everything one may do with it."""
    course = _course(request, code)
    context = {
        "course": course, "lessons": course.lessons.prefetch_related("attachments"),
        "questions": course.questions.current(), "crumbs": crumbs(),
        "lesson_form": LessonForm(auto_id="lesson_%s"),
        "question_form": QuestionForm(auto_id="question_%s"),
    }  # fmt: skip
    return render(request, "training/desk/course.html", context)


@login_required
def wording(request: PersonRequest, code: str) -> HttpResponse:
    """Change what a course says and asks."""
    course = _course(request, code)
    form = CourseForm(request.POST or None, instance=course)
    if request.method == "POST" and form.is_valid():
        actions.change_course(course, by=request.user, **form.cleaned_data)
        return redirect("training:manage", code=code)
    return _form_page(request, form, _("Change the course"), course)


@login_required
@require_POST
def opening(request: PersonRequest, code: str) -> HttpResponse:
    """Let everybody take the course."""
    actions.open_course(_course(request, code), by=request.user)
    return redirect("training:manage", code=code)


@login_required
@require_POST
def closing(request: PersonRequest, code: str) -> HttpResponse:
    """Take the course off the list."""
    actions.close_course(_course(request, code), by=request.user)
    return redirect("training:manage", code=code)


@login_required
@require_POST
def lessons(request: PersonRequest, code: str) -> HttpResponse:
    """Add a lesson."""
    course = _course(request, code)
    form = LessonForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, _("Add a lesson"), course)
    actions.add_lesson(course, by=request.user, **form.cleaned_data)
    return redirect("training:manage", code=code)


@login_required
def editing(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """Write a lesson anew."""
    lesson = _lesson(request, lesson_id)
    start = {"title": lesson.title, "body": lesson.body, "source": lesson.source}
    form = LessonForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.change_lesson(lesson, by=request.user, **form.cleaned_data)
        return redirect("training:manage", code=lesson.course.code)
    return _form_page(request, form, _("Change the lesson"), lesson.course)


@login_required
@require_POST
def removing(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """Take a lesson out."""
    lesson = _lesson(request, lesson_id)
    actions.remove_lesson(lesson, by=request.user)
    return redirect("training:manage", code=lesson.course.code)


@login_required
def filming(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """Give a lesson its video."""
    lesson = _lesson(request, lesson_id)
    form = VideoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.set_video(lesson, form.cleaned_data["video"], by=request.user)
        return redirect("training:manage", code=lesson.course.code)
    return _form_page(request, form, _("Video of the lesson"), lesson.course)


@login_required
def attaching(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """Put a sheet beside a lesson."""
    lesson = _lesson(request, lesson_id)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        title, file = form.cleaned_data["title"], form.cleaned_data["file"]
        actions.attach(lesson, file, title=title, by=request.user)
        return redirect("training:manage", code=lesson.course.code)
    return _form_page(request, form, _("A sheet to take along"), lesson.course)


@login_required
@require_POST
def detaching(request: PersonRequest, attachment_id: int) -> HttpResponse:
    """Take a sheet away."""
    seen = Course.objects.visible_to(request.user)
    rows = Attachment.objects.filter(lesson__course__in=seen).select_related("lesson__course")
    sheet = get_object_or_404(rows, pk=attachment_id)
    actions.detach(sheet, by=request.user)
    return redirect("training:manage", code=sheet.lesson.course.code)


@login_required
@require_POST
def questions(request: PersonRequest, code: str) -> HttpResponse:
    """Add a question to the bank."""
    course = _course(request, code)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, _("Add a question"), course)
    actions.add_question(course, by=request.user, **form.parts())
    return redirect("training:manage", code=code)


@login_required
@require_POST
def retiring(request: PersonRequest, question_id: int) -> HttpResponse:
    """Ask a question no more."""
    seen = Course.objects.visible_to(request.user)
    rows = Question.objects.filter(course__in=seen).select_related("course")
    question = get_object_or_404(rows, pk=question_id)
    actions.retire_question(question, by=request.user)
    return redirect("training:manage", code=question.course.code)
