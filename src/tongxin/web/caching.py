"""Keep a whole page for everybody it looks the same to; what is each reader's own goes in anew.

Two things on a page are the reader's own: the token against forged forms, and the number by which
the outbox knows whose phone this is. They are gaps; everything between them is kept, squeezed. A
page that is `Framed` comes in pieces already.
"""

import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers

from .framing import Framed, Kept
from .squeezing import QUICK, THOROUGH, join, squeeze

View = Callable[..., HttpResponse]
Make = Callable[[], HttpResponse | Framed]
TOKEN = re.compile(rb'<meta name="csrf-token" content="(\w{64})">')
READER = re.compile(rb'(?<=<meta name="reader" content=")\d*')


def cached_for_anyone(*, seconds: int) -> Callable[[View], View]:
    """Keep the page for `seconds`, by address and the reader's language, theme and print size.

    Signed-in readers, htmx parts and readers with a waiting message get a fresh page.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return keep_for_anyone(
                request, request.get_full_path(), lambda: view(request, *args, **kwargs),
                seconds=seconds,
            )  # fmt: skip

        return answer

    return wrap


def keep_for_anyone(request: HttpRequest, key: str, make: Make, *, seconds: int) -> HttpResponse:
    """Return the page kept under `key` for readers without an account, or make it and keep it.

    The key says everything the page depends on besides language, theme and print size.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES or not _may_be_kept(request):
        return _whole(request, make())
    return _keep(request, key, make, seconds)


def keep_for_desk(request: HttpRequest, make: Make, *, scope: str, seconds: int) -> HttpResponse:
    """Return the page as it was shown to somebody of the same `scope`, or make it and keep it.

    `scope` says what the person may see and do. Besides it the page may depend on its address,
    language, theme and print size, and on nothing else of the person. Whoever has a message
    waiting gets a fresh page.
    """
    if not _may_be_kept(request) or "_messages" in request.session:
        return _whole(request, make())
    desk = sha256(scope.encode()).hexdigest()[:32]
    return _keep(request, f"{desk}:{request.get_full_path()}", make, seconds, QUICK)


def _whole(request: HttpRequest, made: HttpResponse | Framed) -> HttpResponse:
    return made.whole(request) if isinstance(made, Framed) else made


def _keep(
    request: HttpRequest, key: str, make: Make, seconds: int, effort: int = THOROUGH
) -> HttpResponse:
    reader = request.reader  # type: ignore[attr-defined]
    key = "page:{language}:{theme}:{large}:".format(**reader) + key
    kept: Kept | None = caches["pages"].get(key)
    if kept is None:
        made = make()
        if isinstance(made, Framed):
            kept = made.kept(request)
        else:
            token = TOKEN.search(made.content)
            if made.status_code != 200 or token is None:
                return made
            kept = _cut(made.content, token[1], effort)
        caches["pages"].set(key, kept, seconds)
    return _filled(request, kept)


def _cut(page: bytes, token: bytes, effort: int) -> Kept:
    """Take what is the reader's own out of a page."""
    pieces: list[bytes] = []
    gaps: list[str] = []
    for number, part in enumerate(page.split(token)):
        if number:
            gaps.append("token")
        reader = READER.search(part)
        if reader:
            pieces.append(part[: reader.start()])
            gaps.append("reader")
            part = part[reader.end() :]
        pieces.append(part)
    return Kept(pieces, [squeeze(piece, effort) for piece in pieces], gaps)


def _filled(request: HttpRequest, kept: Kept) -> HttpResponse:
    """Put the reader's own into the gaps of a kept page, squeezed when they can read that."""
    known = "CSRF_COOKIE" in request.META and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    own = {"token": get_token(request).encode(), "reader": _reader(request), "": b""}
    if known:  # a cookie good for a year need not be sent again with every page
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    between = [own[gap] for gap in kept.gaps]
    if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        filled = zip(kept.pieces, [*between, b""], strict=True)
        response = HttpResponse(b"".join(part for pair in filled for part in pair))
    else:
        response = HttpResponse(join(kept.squeezed, kept.pieces, between))
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _reader(request: HttpRequest) -> bytes:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return b""
    return str((getattr(request, "user", None) and request.user.pk) or "").encode()


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and "messages" not in request.COOKIES
        and not getattr(request, "htmx", False)
        and len(request.get_full_path()) < 200
    )
