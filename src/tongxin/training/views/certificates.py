"""Certificates anybody can check: a page, a sheet of paper, a badge for programmes."""

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tongxin.people.requests import PersonRequest

from .. import badges
from ..models import Pass
from ..models.passing import ALPHABET, CODE_LENGTH
from ..printed import pdf_of

SHAPE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")


def by_code(code: str) -> Pass:
    """Return the pass whose certificate has this number, however it was typed; else 404."""
    plain = re.sub(r"[\s-]", "", code).upper()
    if not SHAPE.fullmatch(plain):
        raise Http404
    rows = Pass.objects.select_related("person", "module", "course")
    found: Pass = get_object_or_404(rows, code=plain)
    return found


@never_cache
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Show to anybody who has the number whether the certificate holds."""
    row = by_code(code)
    own = request.user.is_authenticated and request.user.pk == row.person_id
    context: dict[str, Any] = {"pass": row, "own": own, "now": timezone.now()}
    return render(request, "training/certificate.html", context)


def check(request: HttpRequest) -> HttpResponse:
    """Take a number from paper, and lead to its certificate."""
    typed = request.GET.get("code", "")[:40]
    wrong = False
    if typed:
        try:
            return redirect("training:certificate", code=by_code(typed).code)
        except Http404:
            wrong = True
    context = {"typed": typed, "wrong": wrong}
    return render(request, "training/check.html", context, status=404 if wrong else 200)


def _own(request: PersonRequest, code: str) -> Pass:
    """Return one's own pass, or one the reader oversees; else 404."""
    row = by_code(code)
    if not Pass.objects.visible_to(request.user).filter(pk=row.pk).exists():
        raise Http404
    return row


@login_required
@never_cache
def pdf(request: PersonRequest, code: str) -> HttpResponse:
    """Give the holder the certificate on paper. A revoked one is not printed."""
    row = _own(request, code)
    if row.revoked_at:
        raise Http404
    name = f"certificate-{row.code}.pdf"
    return HttpResponse(
        pdf_of(row), content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def badge(request: HttpRequest, code: str) -> JsonResponse:
    """Give the badge: what a programme checks by the issuer's signature. A revoked one is gone."""
    row = by_code(code)
    if row.revoked_at:
        return _as_credential({"detail": _("This certificate was revoked.")}, status=410)
    response = _as_credential(badges.badge_of(row))
    response["Content-Disposition"] = f'inline; filename="badge-{row.code}.json"'
    return response


def badge_status(request: HttpRequest, number: int) -> JsonResponse:
    """Give a list of revoked badges to whoever asks."""
    if not Pass.objects.filter(pk__gte=number * badges.LIST_SIZE).exists():
        raise Http404
    return _as_credential(badges.status_list(number, timezone.now()))


def badge_issuer(request: HttpRequest) -> JsonResponse:
    """Say by which key this city signs its badges."""
    return _as_credential(badges.issuer_document())


def _as_credential(told: dict[str, Any], status: int = 200) -> JsonResponse:
    """Return it as JSON-LD that pages of other sites may read."""
    response = JsonResponse(
        told, status=status, json_dumps_params={"ensure_ascii": False},
        content_type="application/ld+json; charset=utf-8",
    )  # fmt: skip
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response
