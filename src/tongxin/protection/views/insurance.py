"""The insurance desk: policies, and who is on them."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.sheets.reading import read_sheet
from tongxin.sheets.uploads import on_disk

from ..actions import Contract, cancel_policy, cover_listed, end_cover, enter_policy
from ..forms.insurance import FileForm, ListForm, PolicyForm, ReasonForm
from ..lists import Line, Refused, lines_of, pasted
from ..models import Cover, Policy

PAGE = 50
SHOWN = 200  # refused lines


@login_required
def policies(request: PersonRequest) -> HttpResponse:
    """List the policies; enter another."""
    request.user.must_somewhere("insurance.manage")
    form = PolicyForm(posted(request), by=request.user)
    if form.is_valid():
        new = dict(form.cleaned_data)
        place, new["yuan"] = new.pop("place"), new["yuan"] or 0
        with refusal_on(form):
            policy = enter_policy(place, Contract(**new), by=request.user)
            messages.success(request, _("The policy is entered."))
            return redirect("protection:policy", policy.pk)
    rows = Policy.objects.visible_to(request.user).select_related("place__parent")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "protection/policies.html", context, status=status)


def _managed(request: PersonRequest, pk: int) -> Policy:
    rows = Policy.objects.visible_to(request.user).select_related("place__parent")
    found: Policy = get_object_or_404(rows, pk=pk)
    return found


def _page(
    request: PersonRequest, policy: Policy, *, form: ListForm | None = None,
    file_form: FileForm | None = None, refused: Sequence[Refused] = (),
) -> HttpResponse:  # fmt: skip
    rows = policy.covers.select_related("person__volunteer")
    context = {
        "policy": policy,
        "state": policy.state_on(timezone.localdate()),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form or ListForm(),
        "file_form": file_form or FileForm(),
        "reason_form": ReasonForm(),
        "refused": refused[:SHOWN],
        "refused_count": len(refused),
        "crumbs": [{"label": _("Insurance"), "url": ".."}, {"label": str(policy), "url": ""}],
    }
    status = 422 if form or file_form else 200
    return render(request, "protection/policy.html", context, status=status)


@login_required
def policy(request: PersonRequest, pk: int) -> HttpResponse:
    return _page(request, _managed(request, pk))


@require_POST
@login_required
def covers(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the people of a pasted list on the policy; what named nobody is shown to be mended."""
    row, form = _managed(request, pk), ListForm(request.POST)
    if form.is_valid():
        with refusal_on(form, "people"):
            refused = _cover(request, row, pasted(form.cleaned_data["people"]))
            if not refused:
                return redirect("protection:policy", pk)
            form = ListForm(initial={"people": "\n".join(line.told for line in refused)})
            return _page(request, row, form=form, refused=refused)
    return _page(request, row, form=form)


@require_POST
@login_required
def covers_file(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the people of a spreadsheet on the policy; the lines refused are listed."""
    row, form = _managed(request, pk), FileForm(request.POST, request.FILES)
    if form.is_valid():
        with refusal_on(form, "file"), on_disk(form.cleaned_data["file"]) as path:
            refused = _cover(request, row, lines_of(read_sheet(path).rows))
            if not refused:
                return redirect("protection:policy", pk)
            return _page(request, row, refused=refused)
    return _page(request, row, file_form=form)


def _cover(request: PersonRequest, row: Policy, lines: Sequence[Line]) -> list[Refused]:
    """Cover whom the lines name, say how many; return the lines refused."""
    count, read = cover_listed(row, lines, by=request.user)
    said = ngettext("%(n)s person joined the list.", "%(n)s people joined the list.", count)
    messages.success(request, said % {"n": count})
    return read.refused


@require_POST
@login_required
def removal(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Cover.objects.filter(policy__in=Policy.objects.visible_to(request.user))
    cover = get_object_or_404(rows.select_related("policy__place"), pk=pk)
    end_cover(cover, by=request.user)
    messages.success(request, _("Off the list from tomorrow."))
    return redirect("protection:policy", cover.policy_id)


@require_POST
@login_required
def cancellation(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _managed(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        cancel_policy(row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The policy is cancelled. It covers nobody from now on."))
    return redirect("protection:policy", pk)
