"""The auditor's list: what is unusual in the ledger, and what came of looking at it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from .. import actions
from ..forms import SettleForm
from ..models import Credit, Finding

PAGE = 50
SHOWN = 200  # lines of one finding


@require_GET
@login_required
def findings(request: PersonRequest) -> HttpResponse:
    """List the anomalies; open ones first to be looked at."""
    request.user.must_somewhere("hours.audit")
    state = request.GET.get("state") or Finding.State.OPEN
    rows = Finding.objects.visible_to(request.user).filter(state=state)
    if kind := request.GET.get("kind"):
        rows = rows.filter(kind=kind)
    page = Paginator(rows.select_related("place__parent"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")), "state": state, "kind": kind or "",
        "states": Finding.State.choices, "kinds": Finding.Kind.choices,
    }  # fmt: skip
    return render(request, "records/desk/findings.html", context)


@login_required
def finding(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the lines of an anomaly, and note what came of looking at them."""
    request.user.must_somewhere("hours.audit")
    rows = Finding.objects.visible_to(request.user).select_related("place__parent", "settled_by")
    row, form = get_object_or_404(rows, pk=pk), SettleForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            actions.settle_finding(row, **form.cleaned_data, by=request.user)
            messages.success(request, _("Written down."))
            return redirect("records:findings")
    lines = Credit.objects.visible_to(request.user).filter(pk__in=row.lines[:SHOWN])
    context = {
        "row": row, "form": form, "lines": lines.select_related("place__parent", "recorder"),
        "crumbs": [{"label": _("Anomalies"), "url": reverse("records:findings")},
                   {"label": str(row), "url": ""}],
    }  # fmt: skip
    return render(request, "records/desk/finding.html", context, status=422 if form.errors else 200)
