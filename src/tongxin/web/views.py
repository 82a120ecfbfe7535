"""How to read (language, theme, print size), the installable shell, and pages for refusals."""

import hashlib
import json

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin import __version__
from tongxin.web.bundles import SOURCE
from tongxin.web.gallery import cells, examples
from tongxin.web.http import refusal, safe_return
from tongxin.web.middleware import LANGUAGES, THEMES

COOKIE_DAYS = 400  # the most a browser keeps
ALLOWED = {"language": LANGUAGES, "theme": THEMES | {""}, "large": {"0", "1"}}


@require_POST
def preference(request: HttpRequest) -> HttpResponse:
    """Remember how this reader likes to read; go back to where they were."""
    response = HttpResponseRedirect(safe_return(request))
    for name, allowed in ALLOWED.items():
        value = request.POST.get(name)
        if value is not None and value in allowed:
            response.set_cookie(
                name,
                value,
                max_age=COOKIE_DAYS * 86400,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return response


@require_GET
@never_cache
def csrf(request: HttpRequest) -> JsonResponse:
    """Give a page that was offline for long a fresh token, and say who is signed in by now."""
    return JsonResponse({"token": get_token(request), "reader": str(request.user.pk or "")})


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the installable app."""
    icon = {"type": "image/png", "purpose": "any"}
    return JsonResponse(
        {
            "name": _("Tongxin"),
            "short_name": _("Tongxin"),
            "description": _("What is on today, what do I need, what can I do near me."),
            "id": "/",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "lang": request.LANGUAGE_CODE,
            "background_color": "#f7f3ea",
            "theme_color": "#b3331d",
            "icons": [
                {**icon, "src": static("web/icons/192.png"), "sizes": "192x192"},
                {**icon, "src": static("web/icons/512.png"), "sizes": "512x512"},
                {
                    **icon,
                    "src": static("web/icons/maskable.png"),
                    "sizes": "512x512",
                    "purpose": "maskable",
                },
            ],
        },
        content_type="application/manifest+json",
    )


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker from the root, so that its scope is the whole site."""
    shell = ["web/resident.css", "web/page.js", "django_htmx/htmx-2.min.js", "web/icons/logo.svg"]
    urls = [static(name) for name in [*shell, "web/icons/sprite.svg"]]
    version = hashlib.sha256(" ".join([__version__, *urls]).encode()).hexdigest()[:12]
    constants = {"VERSION": version, "SHELL": urls, "OFFLINE": reverse("web:offline")}
    constants["KEPT"] = [reverse("web:offline"), reverse("web:outbox")]
    script = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    for part in ("outbox_store", "worker"):
        script += (SOURCE / "js" / f"{part}.js").read_text()
    return HttpResponse(
        script, content_type="text/javascript", headers={"Service-Worker-Allowed": "/"}
    )


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Show what can be done without a network; the service worker keeps this page."""
    return render(request, "web/offline.html")


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what this device still has to send; the service worker keeps this page too."""
    return render(request, "web/outbox.html")


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component, in demo mode and tests only."""
    if not (settings.TESTING or settings.MODE == "demo"):
        raise Http404
    face = request.GET.get("face", "")
    page = f"web/gallery_{face}.html" if face in {"desk", "wall", "print"} else "web/gallery.html"
    return render(request, page, examples())


@require_GET
def gallery_progress(request: HttpRequest) -> HttpResponse:
    """Finish the gallery's long task."""
    task = {**examples()["task"], "done": 1000, "is_running": False, "result_url": "#main"}
    return render(request, "web/_progress.html", {"task": task})


@require_GET
def gallery_map(request: HttpRequest) -> JsonResponse:
    """Give the gallery's map something to draw."""
    return JsonResponse(cells())


def refuse(request: HttpRequest, *, status: int) -> HttpResponse:
    """Show the page of one status."""
    return refusal(request, SENTENCES[status], status=status, page=f"{status}.html")


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:
    """400, and 413 when the request was simply too big."""
    status = 413 if type(exception).__name__.startswith(("RequestDataTooBig", "TooMany")) else 400
    return refuse(request, status=status)


def permission_denied(request: HttpRequest, exception: object = None) -> HttpResponse:
    """403."""
    return refuse(request, status=403)


def page_not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    """404: not there, or not for this reader."""
    return refuse(request, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: it is our fault. Asks nothing of the database, which may be what is broken."""
    if getattr(request, "htmx", False):
        return refuse(request, status=500)
    seen = {"LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", "")}
    context = {"request": seen, "reader": getattr(request, "reader", {}), "error": SENTENCES[500]}
    return HttpResponse(render_to_string("500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the page was open too long, or the form came from elsewhere."""
    sentence = _("This page was open for too long. Reload it and send again.")
    return refusal(request, sentence, status=403, page="403_csrf.html")


SENTENCES = {
    400: gettext_lazy("We could not read this request. Please go back and try again."),
    403: gettext_lazy("You may not do this here. If you think you should, ask your station."),
    404: gettext_lazy("There is no such page, or it is not open to you."),
    413: gettext_lazy("This is too big to send. Please send a smaller file or fewer rows."),
    500: gettext_lazy("Something went wrong on our side. Please try again soon."),
}
