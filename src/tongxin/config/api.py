"""The one API. Apps bring routers; refusals become JSON here and nowhere else.

Every problem is RFC 9457 `application/problem+json`: type, title, status, detail, and `fields`
where something typed was wrong.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled
from ninja.errors import ValidationError as BadShape
from ninja.openapi.schema import OpenAPISchema
from ninja.responses import Response
from ninja.security import SessionAuth
from ninja.throttling import SimpleRateThrottle

from tongxin import __version__
from tongxin.duty.api import router as duty
from tongxin.errors import DomainError, disk_trouble
from tongxin.feedback.api import router as receipts
from tongxin.menu.api import router as menu
from tongxin.needs.api import router as needs
from tongxin.people.api import router as people
from tongxin.people.keys import KeyAuth
from tongxin.rosters.api import router as rosters
from tongxin.training.api import router as training
from tongxin.volunteers.api import router as volunteers
from tongxin.web.http import unwritten

PROBLEM_TYPE = "application/problem+json"
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
PROBLEMS = {
    "400": "Cannot be read",
    "401": "Who is asking?",
    "403": "Not allowed",
    "404": "Not found, or not for you to know",
    "409": "A rule says no",
    "422": "Something typed is wrong",
    "429": "Too often",
}


class Api(NinjaAPI):
    """Ninja's API, whose description names every problem an operation may answer with."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                for status, what in PROBLEMS.items():
                    operation["responses"].setdefault(
                        status, {"description": what, "content": content}
                    )
        return schema


class CookieAuth(SessionAuth):
    """The session of a browser. Only a browser that is logged in has to show a CSRF token."""

    def _get_key(self, request: HttpRequest) -> str | None:
        return super()._get_key(request) if request.user.is_authenticated else None


class PersonThrottle(SimpleRateThrottle):
    """So many requests for each person, or for each address of the unknown."""

    scope = "api"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        person = getattr(request, "user", None)
        known = person is not None and person.is_authenticated
        ident = f"person:{person.pk}" if known else self.get_ident(request)  # type: ignore[union-attr]
        return self.cache_format % {"scope": self.scope, "ident": ident}


api = Api(
    title="Tongxin 同心",
    version=__version__,
    description="Needs, services, receipts. Programmes send `Authorization: Bearer tx_…`.",
    auth=[KeyAuth(), CookieAuth()],
    throttle=[PersonThrottle("600/m")],
    urls_namespace="api",
)
api.add_router("/people/", people, tags=["people"])
api.add_router("/needs/", needs, tags=["needs"])
api.add_router("/menu/", menu, tags=["menu"])
api.add_router("/rosters/", rosters, tags=["rosters"])
api.add_router("/duty/", duty, tags=["duty"])
api.add_router("/receipts/", receipts, tags=["receipts"])
api.add_router("/training/", training, tags=["training"])
api.add_router("/volunteers/", volunteers, tags=["volunteers"])


def problem(
    status: int, title: str, detail: str = "", *, kind: str = "", **more: Any
) -> HttpResponse:
    """Return an RFC 9457 answer."""
    body = {
        "type": f"urn:tongxin:problem:{kind}" if kind else "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        **more,
    }
    return Response(body, status=status, content_type=PROBLEM_TYPE)


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem(error.status, str(error), kind=type(error).__name__)


@api.exception_handler(OperationalError)
def wait_for_room(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """Say that nothing can be written; any other trouble of the database is a crash."""
    if not disk_trouble(error):
        raise error
    return refuse(request, unwritten())


@api.exception_handler(ValidationError)
def explain(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    return problem(422, _("Something is not right yet."), kind="Invalid", fields=fields)


@api.exception_handler(BadShape)
def explain_shape(request: HttpRequest, error: BadShape) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for one in error.errors:
        name = ".".join(str(step) for step in one["loc"][1:]) or "__all__"
        fields.setdefault(name, []).append(one["msg"])
    return problem(422, _("Something is not right yet."), kind="Invalid", fields=fields)


@api.exception_handler(Http404)
def hide(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("There is nothing here, or it is not for you to see."))


@csrf_exempt  # it does nothing
def nowhere(request: HttpRequest, path: str) -> HttpResponse:
    """Answer an address of the API that does not exist as the API answers everything."""
    return problem(404, _("There is nothing here, or it is not for you to see."))


@api.exception_handler(HttpError)
def pass_on(request: HttpRequest, error: HttpError) -> HttpResponse:
    titles = {
        401: _("Please log in, or send a key."),
        403: _("This page is too old. Load it again."),
    }
    return problem(error.status_code, titles.get(error.status_code, str(error)))


@api.exception_handler(Throttled)
def slow_down(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem(429, _("Too many requests. Please wait a little."))
    if error.wait:
        response["Retry-After"] = str(int(error.wait) + 1)
    return response
