"""The desk of health: who is fit today, and what is destroyed when an emergency is over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.forms import refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.places.models import ResponseLevel
from tongxin.places.queries import under_any

from ..actions import (
    approve_destruction,
    propose_destruction,
    read_facts,
    set_aside,
    to_destroy,
)
from ..days import day_of
from ..forms.health import ReasonForm
from ..models import Declaration, Destruction


@login_required
def health(request: PersonRequest) -> HttpResponse:
    """Show today in counts: who is fit, who is not, who has not said."""
    request.user.must_somewhere("health.see")
    return render(request, "protection/health.html", {"day": day_of(request.user)})


def _said(request: PersonRequest, pk: int) -> Declaration:
    rows = Declaration.objects.visible_to(request.user)
    rows = rows.select_related("person__volunteer", "person__home", "place__parent", "emergency")
    found: Declaration = get_object_or_404(rows, pk=pk)
    return found


def _shown(request: PersonRequest, row: Declaration, **more: Any) -> HttpResponse:
    context = {
        "declaration": row,
        "reason_form": ReasonForm(),
        "aside_form": ReasonForm(prefix="aside"),
        "may_set_aside": row.is_unfit
        and request.user.pk not in (row.person_id, row.declared_by_id)
        and request.user.may("health.clear", at=row.place),
        "crumbs": [
            {"label": _("Health of the day"), "url": "../../"},
            {"label": row.person.volunteer.number, "url": ""},
        ],
    } | more
    bound = any(getattr(form, "is_bound", False) for form in more.values())
    return render(request, "protection/declaration.html", context, status=422 if bound else 200)


@login_required
def declaration(request: PersonRequest, pk: int) -> HttpResponse:
    return _shown(request, _said(request, pk))


@require_POST
@login_required
def facts(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what was said, once, for a reason."""
    row, form = _said(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form, "reason"):
            said = read_facts(row, reason=form.cleaned_data["reason"], by=request.user)
            return _shown(request, row, facts=said, read=True)
    return _shown(request, row, reason_form=form)


@require_POST
@login_required
def mistake(request: PersonRequest, pk: int) -> HttpResponse:
    """Set a declaration aside that was entered by mistake."""
    row, form = _said(request, pk), ReasonForm(request.POST, prefix="aside")
    if form.is_valid():
        with refusal_on(form, "reason"):
            set_aside(row, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Set aside. They may declare again."))
            return redirect("protection:health")
    return _shown(request, row, aside_form=form)


@login_required
def destructions(request: PersonRequest) -> HttpResponse:
    """List what is to be destroyed because its emergency is over, and what was."""
    powers = request.user.powers_anywhere()
    if "destruction.approve" not in powers:
        request.user.must_somewhere("destruction.propose")
    paths = request.user.paths_where("destruction.propose") + request.user.paths_where(
        "destruction.approve"
    )
    rows = Destruction.objects.filter(under_any(paths, "emergency__place__path"))
    context = {
        "waiting": [
            (row, count)
            for row, count in to_destroy()
            if request.user.may("destruction.propose", at=row.place)
        ],
        "rows": rows.select_related("emergency__place__parent", "proposed_by", "approved_by"),
    }
    return render(request, "protection/destructions.html", context)


@require_POST
@login_required
def destruction_proposal(request: PersonRequest, pk: int) -> HttpResponse:
    there = under_any(request.user.paths_where("destruction.propose"), "place__path")
    level = get_object_or_404(ResponseLevel.objects.filter(there).select_related("place"), pk=pk)
    propose_destruction(level, by=request.user)
    messages.success(request, _("Proposed. Somebody else approves it."))
    return redirect("protection:destructions")


@require_POST
@login_required
def destruction_approval(request: PersonRequest, pk: int) -> HttpResponse:
    there = under_any(request.user.paths_where("destruction.approve"), "emergency__place__path")
    row = get_object_or_404(Destruction.objects.filter(there), pk=pk)
    approve_destruction(row, by=request.user)
    messages.success(request, _("Destroyed. The certificate stays."))
    return redirect("protection:destructions")
