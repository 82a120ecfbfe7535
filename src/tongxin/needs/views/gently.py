"""Refuse a form that is too old without losing what was typed into it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


class _Noting(CsrfViewMiddleware):
    """Check as ever, but only note the refusal."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        request.too_old = True  # type: ignore[attr-defined]
        return None


def gentle_csrf(view: View) -> View:
    """Let `view` see posts whose token is stale, with `is_too_old(request)`.

    The view must act on nothing then: it shows the form again, filled in, with a new token.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        noting = _Noting(lambda _request: HttpResponse())
        noting.process_request(request)
        noting.process_view(request, view, args, kwargs)
        return noting.process_response(request, view(request, *args, **kwargs))

    return csrf_exempt(checked)


def is_too_old(request: HttpRequest) -> bool:
    """Whether the form's token was stale or foreign."""
    return getattr(request, "too_old", False)
