"""The desk of certificates of service: who asked, issue, correct, revoke; and who issues."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.places.queries import under_any

from .. import actions
from ..forms import IssuerForm, ReasonForm
from ..models import Certificate, Issuer

PAGE = 50
TABS = {  # which states each tab of the queue shows
    "asked": ["asked"], "issued": ["issued"], "corrected": ["corrected"],
    "ended": ["revoked", "refused"],
}  # fmt: skip


def _rows(request: PersonRequest) -> Any:
    request.user.must_somewhere("certificate.issue")
    return Certificate.objects.visible_to(request.user).exclude(person=request.user.pk)


@require_GET
@login_required
def queue(request: PersonRequest) -> HttpResponse:
    """List certificates: asked for, issued, to be corrected, ended."""
    tab = request.GET.get("tab", "asked")
    states = TABS.get(tab, TABS["asked"])
    rows = _rows(request).filter(state__in=states)
    related = rows.select_related("person__volunteer", "person__home__parent", "corrected_by")
    context = {
        "page": Paginator(related, PAGE).get_page(request.GET.get("page")), "tab": tab,
        "tabs": [("asked", _("Asked for")), ("issued", _("Issued")),
                 ("corrected", _("Hours corrected")), ("ended", _("Revoked or refused"))],
        "may_name": "issuer.manage" in request.user.powers_anywhere(),
    }  # fmt: skip
    return render(request, "records/desk/certificates.html", context)


def _one(request: PersonRequest, pk: int) -> Certificate:
    related = ("person__volunteer", "person__home__parent", "issuer", "handler", "corrected_by")
    found: Certificate = get_object_or_404(_rows(request).select_related(*related), pk=pk)
    return found


def _page(request: PersonRequest, row: Certificate, form: ReasonForm | None = None) -> HttpResponse:
    context = {
        "row": row, "form": form or ReasonForm(), "newer": getattr(row, "corrected_by", None),
        "on_notice": row.is_on_notice(timezone.localdate()),
        "lines": row.lines.select_related("place__parent").order_by("served_from")[:200],
        "may_revoke": request.user.may("certificate.revoke", at=row.person.seat),
        "crumbs": [{"label": _("Certificates of service"), "url": reverse("records:certificates")},
                   {"label": str(row), "url": ""}],
    }  # fmt: skip
    return render(request, "records/desk/certificate.html", context, status=422 if form else 200)


@require_GET
@login_required
def one(request: PersonRequest, pk: int) -> HttpResponse:
    return _page(request, _one(request, pk))


@require_POST
@login_required
def issuing(request: PersonRequest, pk: int) -> HttpResponse:
    row = actions.issue_certificate(_one(request, pk), by=request.user)
    messages.success(request, _("Issued; the volunteer has been told."))
    return redirect("records:certificate_one", row.pk)


@require_POST
@login_required
def reissuing(request: PersonRequest, pk: int) -> HttpResponse:
    row = actions.reissue_certificate(_one(request, pk), by=request.user)
    messages.success(request, _("Issued; the volunteer has been told."))
    return redirect("records:certificate_one", row.pk)


@require_POST
@login_required
def refusing(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _one(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.refuse_certificate(row, reason=form.cleaned_data["reason"], by=request.user)
            return redirect("records:certificates")
    return _page(request, row, form)


@require_POST
@login_required
def revoking(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _one(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.revoke_certificate(row, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Revoked: its page says so now."))
            return redirect("records:certificate_one", pk)
    return _page(request, row, form)


@login_required
def issuers(request: PersonRequest) -> HttpResponse:
    """Say who issues certificates at which place, and who answers for them."""
    request.user.must_somewhere("issuer.manage")
    form = IssuerForm(posted(request), by=request.user)
    if form.is_valid():
        data = dict(form.cleaned_data)
        actions.name_issuer(data.pop("place"), **data, by=request.user)
        messages.success(request, _("Written down."))
        return redirect("records:issuers")
    mine = under_any(request.user.paths_where("issuer.manage"), "place__path")
    context = {
        "issuers": Issuer.objects.filter(mine).select_related("place__parent"), "form": form,
        "crumbs": [{"label": _("Certificates of service"), "url": reverse("records:certificates")},
                   {"label": _("Who issues"), "url": ""}],
    }  # fmt: skip
    return render(
        request, "records/desk/issuers.html", context, status=422 if form.is_bound else 200
    )
