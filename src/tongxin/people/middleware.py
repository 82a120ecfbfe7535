"""Between logging in and using the house: idle ends, the second step, what must be agreed to."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .actions import required_text_ids, texts_to_ask
from .models import Person

Respond = Callable[[HttpRequest], HttpResponse]

# What one needs to log in, agree, leave, and read: never behind these doors.
OPEN = (
    "/accounts/", "/static/", "/healthz", "/readyz", "/preference", "/csrf", "/manifest", "/sw.js",
    "/offline", "/privacy", "/me/agree",
)  # fmt: skip
MINUTE, DAY = 60, 86400
SEEN = "people_seen_at"
AGREED = "people_agreed_to"


class _Door:
    """Look at requests of people who are logged in, except where everybody must get through."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and not request.path.startswith(OPEN)
            and request.user.is_authenticated
        ):
            turned_away = self.look(request, request.user)
            if turned_away is not None:
                return turned_away
        return self.get_response(request)

    def look(self, request: HttpRequest, person: Person) -> HttpResponse | None:
        raise NotImplementedError


def send_to(request: HttpRequest, url: str, why: str) -> HttpResponse:
    """Send a browser to `url` and back afterwards; tell a programme why it may not go on."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": why, "status": 403, "detail": why}
        return JsonResponse(problem, status=403, content_type="application/problem+json")
    back = request.get_full_path() if request.method == "GET" else "/"
    target = f"{url}?{urlencode({'next': back})}"
    messages.info(request, why)
    if getattr(request, "htmx", False) or request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


class IdleMiddleware(_Door):
    """End sessions nobody uses: after 30 minutes where it matters, after 14 days elsewhere."""

    def look(self, request: HttpRequest, person: Person) -> HttpResponse | None:
        now = int(time.time())
        seen = request.session.get(SEEN, now)
        most, step = (
            (settings.IDLE_MINUTES_PRIVILEGED * MINUTE, MINUTE)
            if person.is_privileged
            else (settings.IDLE_DAYS * DAY, DAY)
        )
        if now - seen > most:
            logout(request)
            return send_to(
                request,
                reverse("account_login"),
                _("You were away for a while. Please log in again."),
            )
        if SEEN not in request.session or now - seen >= step:
            request.session[SEEN] = now
        return None


class SecondFactorMiddleware(_Door):
    """Roles that can do harm pass a second step before anything else (rule 11)."""

    def look(self, request: HttpRequest, person: Person) -> HttpResponse | None:
        if not settings.SECOND_FACTOR or not person.is_privileged:
            return None
        if any(step["method"] == "mfa" for step in get_authentication_records(request, person)):
            return None
        if is_mfa_enabled(person, [Authenticator.Type.TOTP]):
            return send_to(
                request,
                reverse("mfa_reauthenticate"),
                _("Please enter the code of your second step."),
            )
        return send_to(
            request,
            reverse("mfa_activate_totp"),
            _("Your role needs a second step at login. Set it up now."),
        )


class ConsentMiddleware(_Door):
    """A new version of a required text is shown, and agreed to, before going on (rule 6)."""

    def look(self, request: HttpRequest, person: Person) -> HttpResponse | None:
        required = list(required_text_ids())
        if not required or request.session.get(AGREED) == required:
            return None
        if texts_to_ask(person):
            return send_to(request, reverse("people:agree"), _("Please read this first."))
        request.session[AGREED] = required
        return None
