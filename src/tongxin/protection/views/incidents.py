"""Cases of illness and accidents, at the desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.models import Person
from tongxin.people.requests import PersonRequest

from ..actions import (
    clear_case,
    close_accident,
    open_case,
    read_facts,
    report_accident,
    tell_insurer,
)
from ..forms.health import AccidentForm, CaseForm, GroundsForm, OutcomeForm, ReasonForm
from ..models import Accident, Case

PAGE = 50


def _list(request: PersonRequest, rows: "QuerySet[Any]", template: str, form: Any) -> HttpResponse:
    chosen = "all" if request.GET.get("all") else "open"
    shown = rows if chosen == "all" else rows.open()  # type: ignore[attr-defined]
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "form": form,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


@login_required
def cases(request: PersonRequest) -> HttpResponse:
    """List who fell unwell; note another."""
    request.user.must_somewhere("health.see")
    form = CaseForm(posted(request), by=request.user)
    if form.is_valid():
        with refusal_on(form):
            row = open_case(form.cleaned_data["person"], what=form.cleaned_data["what"],
                            by=request.user)  # fmt: skip
            messages.success(request, _("Noted. They stand nowhere until it is cleared."))
            return redirect("protection:case", row.pk)
    rows = Case.objects.visible_to(request.user)
    rows = rows.select_related("person__volunteer", "place__parent", "emergency")
    return _list(request, rows, "protection/cases.html", form)


def _case(request: PersonRequest, pk: int) -> Case:
    rows = Case.objects.visible_to(request.user).select_related(
        "person__volunteer", "person__home", "place__parent", "opened_by", "cleared_by"
    )
    found: Case = get_object_or_404(rows, pk=pk)
    return found


def _shown_case(request: PersonRequest, row: Case, form: Any = None, **more: Any) -> HttpResponse:
    context = {
        "case": row,
        "form": form or GroundsForm(),
        "reason_form": ReasonForm(),
        "may_clear": request.user.may("health.clear", at=row.place)
        and request.user.pk != row.person_id,
        "crumbs": [{"label": _("Cases of illness"), "url": "../"}, {"label": str(row), "url": ""}],
    } | more
    return render(request, "protection/case.html", context, status=422 if form else 200)


@login_required
def case(request: PersonRequest, pk: int) -> HttpResponse:
    return _shown_case(request, _case(request, pk))


@require_POST
@login_required
def case_facts(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what happened, once, for a reason."""
    row, form = _case(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form, "reason"):
            facts = read_facts(row, reason=form.cleaned_data["reason"], by=request.user)
            return _shown_case(request, row, facts=facts)
    return _shown_case(request, row, reason_form=form)


@require_POST
@login_required
def case_clearance(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _case(request, pk), GroundsForm(request.POST)
    if form.is_valid():
        with refusal_on(form, "grounds"):
            clear_case(row, grounds=form.cleaned_data["grounds"], by=request.user)
            messages.success(request, _("Cleared: they may serve again."))
            return redirect("protection:case", pk)
    return _shown_case(request, row, form)


@login_required
def accidents(request: PersonRequest) -> HttpResponse:
    """List accidents; report another."""
    request.user.must_somewhere("health.see")
    form = AccidentForm(posted(request), by=request.user)
    if form.is_valid():
        with refusal_on(form):
            person: Person = form.cleaned_data["person"]
            row = report_accident(person, form.report(), by=request.user)
            messages.success(request, _("Reported. Whoever coordinates there is told."))
            return redirect("protection:accident", row.pk)
    rows = Accident.objects.visible_to(request.user)
    rows = rows.select_related("person__volunteer", "place__parent", "policy")
    return _list(request, rows, "protection/accidents.html", form)


def _accident(request: PersonRequest, pk: int) -> Accident:
    rows = Accident.objects.visible_to(request.user).select_related(
        "person__volunteer", "person__home", "place__parent", "policy", "reported_by", "closed_by"
    )
    found: Accident = get_object_or_404(rows, pk=pk)
    return found


def _shown_accident(
    request: PersonRequest, row: Accident, form: Any = None, **more: Any
) -> HttpResponse:
    context = {
        "accident": row,
        "form": form or OutcomeForm(),
        "reason_form": ReasonForm(),
        "crumbs": [{"label": _("Accidents"), "url": "../"}, {"label": str(row), "url": ""}],
    } | more
    return render(request, "protection/accident.html", context, status=422 if form else 200)


@login_required
def accident(request: PersonRequest, pk: int) -> HttpResponse:
    return _shown_accident(request, _accident(request, pk))


@require_POST
@login_required
def accident_facts(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what happened and what was done, once, for a reason."""
    row, form = _accident(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form, "reason"):
            facts = read_facts(row, reason=form.cleaned_data["reason"], by=request.user)
            return _shown_accident(request, row, facts=facts)
    return _shown_accident(request, row, reason_form=form)


@require_POST
@login_required
def insurer(request: PersonRequest, pk: int) -> HttpResponse:
    tell_insurer(_accident(request, pk), by=request.user)
    return redirect("protection:accident", pk)


@require_POST
@login_required
def accident_end(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _accident(request, pk), OutcomeForm(request.POST)
    if form.is_valid():
        with refusal_on(form, "outcome"):
            close_accident(row, outcome=form.cleaned_data["outcome"], by=request.user)
            messages.success(request, _("Closed."))
            return redirect("protection:accident", pk)
    return _shown_accident(request, row, form)
