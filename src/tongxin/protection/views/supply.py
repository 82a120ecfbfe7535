"""Requests for more gear: asked, approved, sent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from ..actions import (
    ask_replenishment,
    decide_replenishment,
    send_replenishment,
    withdraw_replenishment,
)
from ..forms.stock import AskForm, DecideForm
from ..models import Replenishment
from ..shelves import shelves_of

PAGE = 50


@login_required
def replenishments(request: PersonRequest) -> HttpResponse:
    """List who asked for what; ask."""
    request.user.must_somewhere("stock.see")
    form = AskForm(posted(request), by=request.user)
    if form.is_valid():
        said = form.cleaned_data
        with refusal_on(form):
            row = ask_replenishment(
                said["place"], form.wanted(), reason=said["reason"], by=request.user
            )
            messages.success(request, _("Asked. You are told what comes of it."))
            return redirect("protection:replenishment", row.pk)
    rows = Replenishment.objects.visible_to(request.user).select_related(
        "holder__place", "holder__unit", "source__place", "source__unit"
    )
    context = {
        "page": Paginator(rows.prefetch_related("lines__item"), PAGE).get_page(
            request.GET.get("page")
        ),
        "form": form,
        "may_ask": "stock.ask" in request.user.powers_anywhere(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "protection/replenishments.html", context, status=status)


def _row(request: PersonRequest, pk: int) -> Replenishment:
    rows = Replenishment.objects.visible_to(request.user).select_related(
        "holder__place", "holder__unit__place", "source__place", "source__unit__place",
        "asked_by", "decided_by",
    )  # fmt: skip
    found: Replenishment = get_object_or_404(rows, pk=pk)
    return found


def _page(request: PersonRequest, row: Replenishment, form: Any = None) -> HttpResponse:
    lines = list(row.lines.select_related("item"))
    there = {one.item.pk: one for one in shelves_of([row.source])}
    context = {
        "row": row,
        "lines": [(line, there.get(line.item_id)) for line in lines],
        "form": form or DecideForm(given={line.item_id: line.asked for line in lines}, only=True),
        "may_decide": request.user.may("stock.supply", at=row.source.seat),
        "may_ask": request.user.may("stock.ask", at=row.holder.seat),
        "crumbs": [{"label": _("Requests for gear"), "url": "../"}, {"label": str(row), "url": ""}],
    }
    status = 422 if form else 200
    return render(request, "protection/replenishment.html", context, status=status)


@login_required
def replenishment(request: PersonRequest, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


@require_POST
@login_required
def decision(request: PersonRequest, pk: int) -> HttpResponse:
    """Grant what is possible, or refuse with a reason."""
    row = _row(request, pk)
    given = dict(row.lines.values_list("item_id", "asked"))
    form = DecideForm(request.POST, given=given, only=True)
    if form.is_valid():
        granted = {} if request.POST.get("refuse") else form.wanted()
        with refusal_on(form, "words"):
            decide_replenishment(row, granted, words=form.cleaned_data["words"], by=request.user)
            messages.success(request, _("Decided; they are told."))
            return redirect("protection:replenishment", pk)
    return _page(request, row, form)


@require_POST
@login_required
def sending(request: PersonRequest, pk: int) -> HttpResponse:
    send_replenishment(_row(request, pk), by=request.user)
    messages.success(request, _("Sent: it is in their stock."))
    return redirect("protection:replenishment", pk)


@require_POST
@login_required
def withdrawal(request: PersonRequest, pk: int) -> HttpResponse:
    withdraw_replenishment(_row(request, pk), by=request.user)
    messages.success(request, _("Withdrawn."))
    return redirect("protection:replenishment", pk)
