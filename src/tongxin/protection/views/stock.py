"""The stock desk: what stands where, and every movement."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from ..actions import count_stock, holder_of, receive, set_threshold, transfer, write_off
from ..forms.stock import (
    CountForm,
    OwnerForm,
    ReceiveForm,
    ThresholdForm,
    TransferForm,
    WriteOffForm,
)
from ..models import Holder, Movement, MovementLine
from ..shelves import Shelf, shelves_of

PAGE, SHOWN = 25, 40


@login_required
def stocks(request: PersonRequest) -> HttpResponse:
    """List the stocks one sees, or those that run low; enter what came."""
    request.user.must_somewhere("stock.see")
    form = OwnerForm(posted(request), by=request.user)
    if form.is_valid():
        with refusal_on(form):
            receive(form.owner, form.arrival(), by=request.user, **_said(form))
            messages.success(request, _("It is in stock."))
            return redirect("protection:stock_of", holder_of(form.owner).pk)
    rows = _by_holder(request)
    low = [pair for pair in rows if any(one.is_low or one.runs_out for one in pair[1])]
    chosen = low if request.GET.get("low") else rows
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": page.object_list,
        "low": bool(request.GET.get("low")),
        "low_count": len(low),
        "more": "&low=1" if request.GET.get("low") else "",
        "form": form,
        "may_receive": "stock.move" in request.user.powers_anywhere(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "protection/stocks.html", context, status=status)


def _by_holder(request: PersonRequest) -> list[tuple[Holder, list[Shelf]]]:
    rows = Holder.objects.visible_to(request.user).select_related("place__parent", "unit__place")
    shelves: dict[int, list[Shelf]] = defaultdict(list)
    for one in shelves_of(rows):
        shelves[one.holder.pk].append(one)
    return [(row, shelves[row.pk]) for row in rows]


def _said(form: forms.Form) -> dict[str, str]:
    return {"reason": form.cleaned_data["reason"], "client_key": form.cleaned_data["client_key"]}


def _holder(request: PersonRequest, pk: int) -> Holder:
    rows = Holder.objects.visible_to(request.user)
    found: Holder = get_object_or_404(rows.select_related("place__parent", "unit__place"), pk=pk)
    return found


@login_required
def stock_of(request: PersonRequest, pk: int) -> HttpResponse:
    return _page(request, _holder(request, pk))


def _page(request: PersonRequest, holder: Holder, **bound: forms.Form) -> HttpResponse:
    lines = Prefetch(
        "lines", MovementLine.objects.filter(holder=holder).select_related("lot__item"), "here"
    )
    moves = Movement.objects.of(holder).select_related("made_by", "person")
    context: dict[str, Any] = {
        "holder": holder,
        "shelves": shelves_of([holder]),
        "page": Paginator(moves.prefetch_related(lines), SHOWN).get_page(request.GET.get("page")),
        "reservations": holder.reservations.filter(state="open").select_related("item")[:SHOWN],
        "may_move": request.user.may("stock.move", at=holder.seat),
        "receive_form": ReceiveForm(),
        "transfer_form": TransferForm(),
        "write_off_form": WriteOffForm(holder=holder),
        "count_form": CountForm(holder=holder),
        "threshold_form": ThresholdForm(),
        "crumbs": [{"label": _("Stock"), "url": "../"}, {"label": str(holder), "url": ""}],
    } | bound
    return render(request, "protection/stock.html", context, status=422 if bound else 200)


def _act(
    request: PersonRequest, pk: int, name: str, make: Callable[[Holder], Any],
    act: Callable[[Holder, Any], object], done: str,
) -> HttpResponse:  # fmt: skip
    holder = _holder(request, pk)
    form = make(holder)
    if form.is_valid():
        with refusal_on(form):
            act(holder, form)
            messages.success(request, done)
            return redirect("protection:stock_of", pk)
    return _page(request, holder, **{name: form})


@require_POST
@login_required
def receipt(request: PersonRequest, pk: int) -> HttpResponse:
    """Enter what came from outside."""

    def act(holder: Holder, form: ReceiveForm) -> object:
        owner = holder.unit or holder.place
        assert owner is not None
        return receive(owner, form.arrival(), by=request.user, **_said(form))

    return _act(request, pk, "receive_form", lambda _holder: ReceiveForm(request.POST), act,
                _("It is in stock."))  # fmt: skip


@require_POST
@login_required
def passing(request: PersonRequest, pk: int) -> HttpResponse:
    """Pass something on to another place."""

    def act(holder: Holder, form: TransferForm) -> object:
        said = form.cleaned_data
        wanted = {said["item"].pk: said["quantity"]}
        return transfer(holder, said["to"], wanted, by=request.user, **_said(form))

    return _act(request, pk, "transfer_form", lambda _holder: TransferForm(request.POST), act,
                _("Passed on."))  # fmt: skip


@require_POST
@login_required
def loss(request: PersonRequest, pk: int) -> HttpResponse:
    """Write off what is spoilt, lost or expired."""

    def act(holder: Holder, form: WriteOffForm) -> object:
        said = form.cleaned_data
        return write_off(holder, said["balance"].lot, said["quantity"], by=request.user,
                         **_said(form))  # fmt: skip

    return _act(request, pk, "write_off_form",
                lambda holder: WriteOffForm(request.POST, holder=holder), act,
                _("Written off."))  # fmt: skip


@require_POST
@login_required
def count(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the ledger right by what was counted."""

    def act(holder: Holder, form: CountForm) -> object:
        return count_stock(holder, form.counted(), by=request.user, **_said(form))

    return _act(request, pk, "count_form", lambda holder: CountForm(request.POST, holder=holder),
                act, _("Counted. Differences are in the ledger."))  # fmt: skip


@require_POST
@login_required
def threshold(request: PersonRequest, pk: int) -> HttpResponse:
    """Say below how many an item runs low here."""

    def act(holder: Holder, form: ThresholdForm) -> object:
        said = form.cleaned_data
        return set_threshold(holder, said["item"], said["least"], by=request.user)

    return _act(request, pk, "threshold_form", lambda _holder: ThresholdForm(request.POST), act,
                _("Saved."))  # fmt: skip
