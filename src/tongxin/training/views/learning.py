"""My training: what to learn, lessons, the quiz, the result."""

from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest

from .. import actions, board
from ..models import Attachment, Attempt, Course, Lesson, Module, Pass, Seat
from ..paragraphs import parts_of
from ..serving import serve_video


def courses(request: HttpRequest) -> HttpResponse:
    """List the courses to anybody; to who is signed in, how they stand."""
    if request.user.is_authenticated:
        return redirect("training:mine")
    rows = Course.objects.open().select_related("module").annotate(count=Count("lessons"))
    context = {"courses": rows.order_by("module__order", "pk")}
    return render(request, "training/courses.html", context)


@login_required
@never_cache
def mine(request: PersonRequest) -> HttpResponse:
    """Show what one has passed, what ends, and what one may learn next."""
    now = timezone.now()
    seats = Seat.objects.filter(
        person=request.user, state__in=Seat.STANDING, batch__ends_at__gt=now
    ).select_related("batch__course", "batch__place__parent")
    context = {
        "standings": board.standings(request.user, now),
        "seats": seats.order_by("batch__starts_at"),
        "now": now,
    }
    return render(request, "training/mine.html", context)


def module(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the course that gives the pass of a module: the next step of a refusal."""
    found = get_object_or_404(Module, pk=code)
    course = found.courses.open().order_by("pk").first()
    if course is None:
        return render(request, "training/no_course.html", {"module": found})
    return redirect("training:course", code=course.code)


@never_cache
def course(request: HttpRequest, code: str) -> HttpResponse:
    """Show a course: its lessons, its quiz, its coming batches, and what is left to do."""
    rows = Course.objects.select_related("module", "place")
    rows = rows.visible_to(request.user) if request.user.is_authenticated else rows.open()
    found = get_object_or_404(rows, code=code)
    lessons: Any = found.lessons.order_by("order", "pk")
    context: dict[str, Any] = {"course": found, "now": timezone.now()}
    if request.user.is_authenticated:
        done = Count(
            "studies", filter=Q(studies__person=request.user, studies__done_at__isnull=False)
        )
        lessons = lessons.annotate(done=done)
        context |= _progress(request, found)
    context["lessons"] = lessons
    context["batches"] = board.coming_batches(found, timezone.now()) if found.has_class else []
    return render(request, "training/course.html", context)


def _progress(request: Any, course: Course) -> dict[str, Any]:
    person, now = request.user, timezone.now()
    held = actions.standing_pass(person, course.module, now)
    return {
        "held": held,
        "needs_it": held is None or held.may_renew(now),
        "left": actions.lessons_left(course, person),
        "attempts": course.sittings.filter(person=person)[:5],
        "quiz_passed": course.has_class and actions.quiz_passed(course, person, now),
        "class_attended": course.has_class and actions.class_attended(course, person, now),
        "seat": Seat.objects.filter(
            person=person, batch__course=course, state__in=Seat.STANDING, batch__ends_at__gt=now
        ).select_related("batch__place__parent").first(),
    }  # fmt: skip


def _lesson(request: Any, lesson_id: int) -> Lesson:
    rows = Lesson.objects.filter(course__in=Course.objects.visible_to(request.user))
    found: Lesson = get_object_or_404(rows.select_related("course__place"), pk=lesson_id)
    return found


@login_required
@never_cache
def lesson(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """Show one lesson."""
    found = _lesson(request, lesson_id)
    study = actions.open_lesson(found, by=request.user) if found.course.is_open else None
    row = list(found.course.lessons.values_list("pk", flat=True))
    number = row.index(found.pk) + 1
    context = {
        "lesson": found, "study": study, "parts": parts_of(found.body), "number": number,
        "count": len(row), "previous": row[number - 2] if number > 1 else None,
        "attachments": found.attachments.all(),
    }  # fmt: skip
    return render(request, "training/lesson.html", context)


@login_required
@require_POST
def finishing(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """Say that a lesson is done, and go on to the next."""
    found = _lesson(request, lesson_id)
    actions.finish_lesson(found, by=request.user)
    following = found.course.lessons.filter(
        Q(order__gt=found.order) | Q(order=found.order, pk__gt=found.pk)
    ).first()
    if following:
        return redirect("training:lesson", lesson_id=following.pk)
    return redirect("training:course", code=found.course.code)


@login_required
@require_POST
def watching(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """Take a sign from the player: how far it is; answer how much of it counts."""
    found = _lesson(request, lesson_id)
    try:
        position = float(request.POST.get("position", ""))
    except ValueError:
        position = 0.0
    study = actions.watch(found, position if 0 <= position < 86_400 else 0.0, by=request.user)
    return JsonResponse({"watched": study.watched_seconds, "of": found.video_seconds})


@login_required
def video(request: PersonRequest, lesson_id: int) -> Any:
    """Send the video, or the part of it the player asks for."""
    return serve_video(request, _lesson(request, lesson_id).video)


@login_required
def attachment(request: PersonRequest, attachment_id: int) -> FileResponse:
    """Send a sheet to take along."""
    seen = Course.objects.visible_to(request.user)
    found = get_object_or_404(Attachment, pk=attachment_id, lesson__course__in=seen)
    name = f"{found.title}{Path(str(found.file.name)).suffix}"
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name)


@login_required
@require_POST
def attempts(request: PersonRequest, code: str) -> HttpResponse:
    """Draw a paper."""
    found = get_object_or_404(Course.objects.visible_to(request.user), code=code)
    attempt = actions.start_attempt(found, by=request.user)
    return redirect("training:attempt", uid=attempt.uid)


@login_required
@never_cache
def attempt(request: PersonRequest, uid: Any) -> HttpResponse:
    """Show the paper while it is open, the result afterwards; POST hands it in."""
    rows = Attempt.objects.filter(person=request.user).select_related("course__module")
    found = get_object_or_404(rows, uid=uid)
    if request.method == "POST":
        actions.submit_attempt(found, _answers(request, found), by=request.user)
        return redirect("training:attempt", uid=uid)
    context: dict[str, Any] = {"attempt": found, "course": found.course, "paper": found.shown()}
    if found.state == Attempt.State.OPEN:
        return render(request, "training/quiz.html", context)
    mine = Pass.objects.filter(person=request.user, course=found.course, revoked_at=None)
    context["held"] = mine.filter(since__gte=found.submitted_at).order_by("since").first()
    return render(request, "training/result.html", context)


def _answers(request: HttpRequest, attempt: Attempt) -> dict[int, list[int]]:
    return {
        key: [int(n) for n in request.POST.getlist(f"q{key}") if n.isdecimal() and len(n) == 1]
        for key, _order in attempt.paper
    }


def crumbs() -> list[dict[str, str]]:
    """Return the way back to the desk of training."""
    return [{"label": _("Training desk"), "url": reverse("training:desk")}]
