"""Blank paper sheets with a number: typed in twice, one sheet is one need."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from ..codes import in_groups, new_sheet, read_sheet
from ..forms import RISKS, SheetsForm
from ..models.need import Urgency
from .asking import intake_text
from .doorstep import worker_of
from .following import qr_code


@never_cache
@login_required
@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """Ask how many; then show that many, ready to print."""
    _worker, paths = worker_of(request)
    form = SheetsForm(request.GET if "many" in request.GET else None, paths=paths)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "needs/doors/sheets.html", {"form": form}, status=status)
    numbers = [new_sheet() for _ in range(form.cleaned_data["many"])]
    context = {
        "sheets": [(number, in_groups(number)) for number in numbers],
        "place": form.cleaned_data["place"], "risks": RISKS, "urgencies": Urgency.choices[::-1],
        "text": intake_text(), "address": settings.PUBLIC_URL.split("://")[-1],
    }  # fmt: skip
    return render(request, "needs/doors/sheets_print.html", context)


@cache_control(max_age=86400, private=True)
@login_required
@require_GET
def sheet_qr(request: HttpRequest, number: str) -> HttpResponse:
    """The way to the doorstep form with this sheet's number filled in."""
    if read_sheet(number) != number:
        raise Http404
    return qr_code(f"{reverse('needs:doorstep')}?sheet={number}")
