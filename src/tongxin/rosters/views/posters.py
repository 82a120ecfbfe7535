"""A notice to be hung up: on paper, as a PDF, on a screen of 1920 by 1080."""

from datetime import datetime

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tongxin.web.caching import cached_for_anyone
from tongxin.web.http import render_page_or_part

from .. import board
from ..models import Notice
from ..posters import address_of, fields_of, pdf_of, qr_of

SHIFTS = 4  # shown on a screen


def published(notice_id: int) -> Notice:
    """Return a published notice, or 404."""
    rows = Notice.objects.published().select_related("place__parent")
    found: Notice = get_object_or_404(rows, pk=notice_id)
    return found


@cached_for_anyone(seconds=60)
def poster(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice as a sheet for the wall, with a QR code."""
    found = published(notice_id)
    context = {"notice": found, "fields": fields_of(found), "page_url": address_of(found)}
    return render(request, "rosters/poster.html", context)


def pdf(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Give the poster as a PDF, A4 upright, in the reader's language."""
    name = f"notice-{notice_id}.pdf"
    return HttpResponse(
        pdf_of(published(notice_id)), content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )  # fmt: skip


@cached_for_anyone(seconds=30)
def screen(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice on a screen: what, when, where, how many places are left, the QR code."""
    found, now = published(notice_id), timezone.now()
    context = {
        "notice": found, "page_url": address_of(found), "left": _left(found, now),
        "shifts": board.coming(now, post__notice=found).filter(left__gt=0)[:SHIFTS],
    }  # fmt: skip
    return render_page_or_part(request, "rosters/screen.html", context, part="rosters/_screen.html")


def _left(notice: Notice, now: datetime) -> int:
    total = board.coming(now, post__notice=notice).aggregate(n=Sum("left"))["n"]
    return int(total or 0)


def qr(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Draw the QR code of a notice's page."""
    drawn = qr_of(address_of(published(notice_id)))
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
