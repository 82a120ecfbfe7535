"""What anybody may check: whether a certificate holds, which are on notice, and the city's key."""

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tongxin.people.actions import has_consent
from tongxin.people.models import ConsentText
from tongxin.people.requests import PersonRequest
from tongxin.vault.sealing import mask_name

from ..documents import public_key
from ..models import Certificate
from ..models.certificates import ALPHABET, CODE_LENGTH
from ..printed import pdf_of
from ..wording import shown_hours

SHAPE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
PAGE = 50


def by_code(code: str) -> Certificate:
    """Return the certificate with this code, however it was typed, if it was ever issued."""
    plain = re.sub(r"[\s-]", "", code).upper()
    if not SHAPE.fullmatch(plain):
        raise Http404
    rows = Certificate.objects.exclude(state__in=["asked", "refused"])
    found: Certificate = get_object_or_404(
        rows.select_related("person", "corrected_by"), code=plain
    )
    return found


@never_cache
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Show to anybody who has the code whether the certificate holds; the name masked."""
    row = by_code(code)
    own = request.user.is_authenticated and request.user.pk == row.person_id
    context: dict[str, Any] = {
        "row": row, "own": own, "told": row.document, "content": content_of(row),
        "newer": getattr(row, "corrected_by", None),
        "on_notice": row.is_on_notice(timezone.localdate()), "shown_name": shown_name(row, own),
    }  # fmt: skip
    return render(request, "records/certificate.html", context)


def content_of(row: Certificate) -> list[dict[str, Any]]:
    """Return what was done, with the hours as people read them."""
    return [one | {"shown_hours": shown_hours(one["minutes"])} for one in row.document["content"]]


def shown_name(row: Certificate, own: bool) -> str:
    """Return the name on a public page: whole only with consent, and to its owner (rule 5)."""
    name = str(row.document["person"]["name"])
    agreed = own or has_consent(row.person, ConsentText.Purpose.PUBLISH_NAME)
    return name if agreed and (own or not row.person.closed_at) else mask_name(name)


def check(request: HttpRequest) -> HttpResponse:
    """Take a code from paper, and lead to its certificate."""
    typed, wrong = request.GET.get("code", "")[:40], False
    if typed:
        try:
            return redirect("records:certificate", code=by_code(typed).code)
        except Http404:
            wrong = True
    context = {"typed": typed, "wrong": wrong, "key": public_key()}
    return render(request, "records/check.html", context, status=404 if wrong else 200)


def notice(request: HttpRequest) -> HttpResponse:
    """List the certificates on public notice; names masked."""
    rows = Certificate.objects.on_notice(timezone.localdate()).order_by("-issued_at", "-pk")
    page = Paginator(rows.select_related("issuer", "person"), PAGE)
    shown = page.get_page(request.GET.get("page"))
    for row in shown:
        row.masked = mask_name(row.document["person"]["name"])
    return render(request, "records/notice.html", {"page": shown})


def key(request: HttpRequest) -> JsonResponse:
    """Say with which key this city signs certificates of service."""
    response = JsonResponse({"key": public_key(), "algorithm": "Ed25519 (RFC 8032)"})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _own(request: PersonRequest, code: str) -> Certificate:
    """Return one's own certificate, or one the reader handles; a revoked one is not given out."""
    row = by_code(code)
    seen = Certificate.objects.visible_to(request.user).filter(pk=row.pk)
    if row.state == Certificate.State.REVOKED or not seen.exists():
        raise Http404
    return row


@login_required
@never_cache
def pdf(request: PersonRequest, code: str) -> HttpResponse:
    """Give the holder the certificate on paper."""
    row = _own(request, code)
    return HttpResponse(
        pdf_of(row), content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{row.number}.pdf"'},
    )  # fmt: skip


@login_required
@never_cache
def document(request: PersonRequest, code: str) -> JsonResponse:
    """Give the holder the signed document."""
    row = _own(request, code)
    return JsonResponse(
        row.document, json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="{row.number}.json"'},
    )  # fmt: skip
