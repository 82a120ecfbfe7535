"""What machines ask: does it serve, is it ready, how does it fare."""

import os
import secrets
from ipaddress import ip_address

import django_prometheus.exports
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from . import health


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer when the process serves."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all that is needed is there and works; else 503 and why."""
    try:
        found = [*health.database(), *health.room(), *health.processes()]
    except DatabaseError:
        found = [health.bad("the database does not answer", "")]
    wrong = [finding.what for finding in found if finding.level == "bad"]
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics, for this machine or for who knows TONGXIN_METRICS_TOKEN."""
    if not (_is_neighbour(request) or _knows_token(request)):
        raise Http404
    answer: HttpResponse = django_prometheus.exports.ExportToDjangoView(request)
    return answer


def _is_neighbour(request: HttpRequest) -> bool:
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _knows_token(request: HttpRequest) -> bool:
    token = os.environ.get("TONGXIN_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())
