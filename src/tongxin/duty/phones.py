"""Which phone this is: a cookie of its own that outlives a login, kept as a keyed digest only."""

import secrets

from django.http import HttpRequest, HttpResponse

from tongxin.vault.sealing import blind_index

COOKIE = "phone"
YEAR_SECONDS = 365 * 24 * 3600


def phone_of(request: HttpRequest) -> str:
    """Return the digest of the phone's cookie; "" for one that was never here."""
    return blind_index(request.COOKIES.get(COOKIE, ""), kind="duty.device")


def known_phone(request: HttpRequest) -> tuple[str, str]:
    """Return (digest, cookie to set): the cookie is "" where the phone has one."""
    if request.COOKIES.get(COOKIE):
        return phone_of(request), ""
    fresh = secrets.token_urlsafe(18)
    return blind_index(fresh, kind="duty.device"), fresh


def remember(response: HttpResponse, request: HttpRequest, fresh: str = "") -> HttpResponse:
    """Give the phone its cookie, if it has none."""
    if not request.COOKIES.get(COOKIE):
        response.set_cookie(
            COOKIE, fresh or secrets.token_urlsafe(18), max_age=YEAR_SECONDS, httponly=True,
            samesite="Lax", secure=request.is_secure(),
        )  # fmt: skip
    return response
