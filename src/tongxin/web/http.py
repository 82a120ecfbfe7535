"""Glue between a request and a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tongxin.errors import CannotWrite


def is_key(text: str) -> bool:
    """Whether `text` may be the number of a row: digits, no more than a database holds."""
    return text.isdecimal() and len(text) < 19


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page, rather than a browser for the whole."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def render_page_or_part(
    request: HttpRequest, page: str, context: dict[str, Any], *, part: str, status: int = 200
) -> HttpResponse:
    """Render `part` for an htmx request, the whole `page` otherwise."""
    return render(request, part if wants_part(request) else page, context, status=status)


def refusal(
    request: HttpRequest, error: object, *, status: int, page: str = "web/refusal.html"
) -> HttpResponse:
    """Show why not: a whole page for a browser, a toast for htmx."""
    if not getattr(request, "htmx", False):
        return render(
            request, page, {"error": error, "back": safe_return(request, "")}, status=status
        )
    response = render(request, "web/_refusal.html", {"error": error}, status=status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#toasts", "beforeend"
    return response


def unwritten() -> CannotWrite:
    """Return what is told to somebody whose words could not be kept: the disk is full."""
    return CannotWrite(
        _(
            "Nothing can be written down at this moment, and this was not. Please go back, keep "
            "the page open and try again in a while; if it is urgent, call your station."
        )
    )


# A way on our site; anything else might be taken for the name of a page (and there is none).
OURS = ("/", "http://", "https://")


def safe_return(request: HttpRequest, fallback: str = "/") -> str:
    """Return where the reader came from (`next`, then Referer) when it is our own page."""
    for address in (
        request.POST.get("next"),
        request.GET.get("next"),
        request.META.get("HTTP_REFERER"),
    ):
        if (
            address
            and address.startswith(OURS)
            and url_has_allowed_host_and_scheme(
                address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
            )
        ):
            return address
    return fallback


def accepted(request: HttpRequest, url: str) -> HttpResponse:
    """Answer a form that was acted on: go to `url`; tell an offline outbox that it may forget."""
    key = request.headers.get("X-Outbox")
    if not key:
        return HttpResponseRedirect(url)
    return HttpResponse(status=201, headers={"X-Outbox-Accepted": key, "X-Outbox-Location": url})
