"""How the house speaks to its operators: one line per event, no personal data.

`TONGXIN_LOG=json` for machines, `console` for people (the default), `silent` in tests.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("tongxin.request")
NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")  # phones, resident identities
QUIET = {"(file)", "healthz", "readyz", "metrics"}
REQUEST_ID = re.compile(r"[\w.-]{8,64}")


def masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide phone and identity numbers that found their way into a line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = NUMBERS.sub(lambda hit: f"{hit[0][:3]}…{hit[0][-2:]}", value)
    return event


def logging_settings(style: str, *, level: str = "INFO") -> dict[str, Any]:
    """Return Django's LOGGING."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=style == "json"),
    ]
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if style == "json":
        last += [structlog.processors.format_exc_info, masked]
        last += [structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback  # the rich one prints variables, so persons
        console = structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=plain
        )
        last += [structlog.processors.format_exc_info, masked, console]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": last,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": [] if style == "silent" else ["console"], "level": "WARNING"},
        "loggers": {
            "tongxin": {"level": level},
            "django.server": {"handlers": [], "propagate": True},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


class RequestLog:
    """Give each request an id, and say how it went: route, status, time; never who or what."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=name):
            response = self.get_response(request)
            match, passed = request.resolver_match, (time.perf_counter() - began) * 1000
            route = match.route if match else "(file)"
            level = logging.DEBUG if route in QUIET else logging.INFO
            status = response.status_code
            logger.log(level, "%s %s %d %.0f ms", request.method, route, status, passed)
        response.headers["X-Request-ID"] = name
        return response
