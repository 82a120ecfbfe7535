"""The desk of hours: look at lines, correct them, answer disputes, export for the authority."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place
from tongxin.sheets.writing import as_csv, as_xlsx
from tongxin.web.http import is_key

from .. import actions
from ..forms import AnswerForm, EvaluationForm, LinesForm, ReasonForm, TimesForm
from ..models import Credit, Dispute
from ..rows import chosen, table
from .mine import before

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX = 50_000  # lines; more go as CSV


def _asked(request: HttpRequest) -> tuple[LinesForm, dict[str, Any]]:
    form = LinesForm(request.GET)
    return form, (form.cleaned_data if form.is_valid() else {})


@require_GET
@login_required
def lines(request: PersonRequest) -> HttpResponse:
    """List the lines of one's places, the newest first; paged by key."""
    request.user.must_somewhere("hours.see")
    form, asked = _asked(request)
    rows = chosen(request.user, asked).order_by("-pk").select_related("place__parent")
    if is_key(after := request.GET.get("after", "")):
        rows = rows.filter(pk__lt=int(after))
    some = list(rows[: PAGE + 1])
    words = request.GET.copy()
    words.pop("after", None)
    query = words.urlencode()
    next_url = f"?{query}&after={some[PAGE - 1].pk}" if len(some) > PAGE else ""
    context = {
        "form": form, "lines": some[:PAGE], "next_url": next_url, "query": query,
        "may_export": "hours.export" in request.user.powers_anywhere(),
    }  # fmt: skip
    return render(request, "records/desk/lines.html", context)


@require_GET
@login_required
def export(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """Take the lines out as XLSX or CSV; the journal keeps who did and how many."""
    request.user.must_somewhere("hours.export")
    _form, asked = _asked(request)
    at = asked.get("place") or _highest(request)
    rows = actions.export_lines(asked, at=at, purpose=_("for the authority"), by=request.user)
    name = f"hours-{timezone.localdate():%Y%m%d}"
    if request.GET.get("as") == "csv" or rows.count() > MOST_XLSX:
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return StreamingHttpResponse(
            as_csv(table(rows)), content_type="text/csv; charset=utf-8", headers=headers
        )
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(as_xlsx(table(rows), _("Hours")), content_type=XLSX, headers=headers)


def _highest(request: PersonRequest) -> Place:
    """Return the highest place the reader may export."""
    paths = sorted(request.user.paths_where("hours.export"), key=len)
    return get_object_or_404(Place, path=paths[0] if paths else "")


def _seen(request: PersonRequest, pk: int) -> Credit:
    rows = Credit.objects.visible_to(request.user).exclude(kind="joined")
    related = ("person", "place__parent", "principal", "recorder")
    found: Credit = get_object_or_404(rows.select_related(*related), pk=pk)
    return found


def _page(
    request: PersonRequest, row: Credit, *, times: TimesForm | None = None,
    striking: ReasonForm | None = None, grading: EvaluationForm | None = None,
) -> HttpResponse:  # fmt: skip
    newer = Credit.objects.filter(corrects=row).first()
    others = request.user.pk != row.person_id and newer is None
    context = {
        "line": row, "before": before(row), "newer": newer, "times": times or TimesForm(line=row),
        "striking": striking or ReasonForm(), "grading": grading or EvaluationForm(),
        "evaluation": getattr(row, "evaluation", None), "disputes": row.disputes.all(),
        "may_correct": others and request.user.may("hours.correct", at=row.place),
        "may_grade": others and (row.principal_id == request.user.pk
                                 or request.user.may("hours.evaluate", at=row.place)),
        "crumbs": [{"label": _("Hours"), "url": reverse("records:desk")},
                   {"label": str(row), "url": ""}],
    }  # fmt: skip
    status = 422 if times or striking or grading else 200
    return render(request, "records/desk/line.html", context, status=status)


@require_GET
@login_required
def line(request: PersonRequest, pk: int) -> HttpResponse:
    request.user.must_somewhere("hours.see")
    return _page(request, _seen(request, pk))


@require_POST
@login_required
def correction(request: PersonRequest, pk: int) -> HttpResponse:
    """Put other times in place of a line's; hours grow by answering a dispute only."""
    row = _seen(request, pk)
    form = TimesForm(request.POST, line=row)
    if form.is_valid():
        with refusal_on(form):
            times = form.times()
            new = actions.correct(
                row, came_at=times.came_at, left_at=times.left_at, by=request.user,
                pauses_minutes=times.pauses_minutes, reason=form.cleaned_data["reason"],
            )  # fmt: skip
            messages.success(request, _("Corrected; the old value stays to be read."))
            return redirect("records:desk_line", new.pk)
    return _page(request, row, times=form)


@require_POST
@login_required
def striking(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _seen(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            new = actions.strike(row, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Struck out; the old value stays to be read."))
            return redirect("records:desk_line", new.pk)
    return _page(request, row, striking=form)


@require_POST
@login_required
def evaluation(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _seen(request, pk), EvaluationForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.evaluate(row, **form.cleaned_data, by=request.user)
            messages.success(request, _("Written down."))
            return redirect("records:desk_line", pk)
    return _page(request, row, grading=form)


@require_GET
@login_required
def disputes(request: PersonRequest) -> HttpResponse:
    """List the disputes of one's places, those due first."""
    request.user.must_somewhere("hours.approve")
    rows = Dispute.objects.visible_to(request.user).exclude(person=request.user.pk).open()
    if is_key(after := request.GET.get("after", "")):
        rows = rows.filter(pk__gt=int(after))
    related = rows.select_related("credit__place__parent").order_by("pk")
    some, now = list(related[: PAGE + 1]), timezone.now()
    for row in some:
        row.late = row.is_late(now)
    next_url = f"?after={some[PAGE - 1].pk}" if len(some) > PAGE else ""
    context = {"rows": some[:PAGE], "next_url": next_url}
    return render(request, "records/desk/disputes.html", context)


@login_required
def answering(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a dispute beside its line, and answer it."""
    request.user.must_somewhere("hours.approve")
    rows = Dispute.objects.visible_to(request.user).exclude(person=request.user.pk)
    related = ("credit__place__parent", "credit__principal", "credit__recorder", "answered_by")
    row = get_object_or_404(rows.select_related(*related), pk=pk)
    form = AnswerForm(request.POST or None, line=row.credit)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.answer_dispute(
                row, answer=form.cleaned_data["answer"], times=form.times(), by=request.user
            )
            messages.success(request, _("Answered; the volunteer has been told."))
            return redirect("records:disputes")
    context = {
        "row": row, "line": row.credit, "form": form,
        "crumbs": [{"label": _("Disputes"), "url": reverse("records:disputes")},
                   {"label": str(row.credit), "url": ""}],
    }  # fmt: skip
    return render(request, "records/desk/dispute.html", context, status=422 if form.errors else 200)
