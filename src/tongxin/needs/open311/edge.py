"""The edge: format, city, key; and how a refusal is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tongxin.errors import DomainError, NotAllowed, NotFound
from tongxin.people.actions import authenticate_key
from tongxin.people.models import Person
from tongxin.places.models import Place

from .formats import FORMATS, XML, problem
from .reading import Unclear

View = Callable[..., HttpResponse]


class UnknownJurisdiction(NotFound):
    """We are not that city."""


class NoKey(NotAllowed):
    """The key is missing, wrong, or was revoked."""


REFUSALS = (
    DomainError, ValidationError, SuspiciousOperation, MultiPartParserError, UnicodeError,
)  # fmt: skip


def _refused(kind: str, error: Exception) -> HttpResponse:
    """Return a refusal: the specification knows 400, 401, 403 and 404, not 409 or 422."""
    if isinstance(error, DomainError):
        return problem(kind, 400 if error.status in (409, 422) else error.status, str(error))
    if isinstance(error, ValidationError):
        return problem(kind, 400, " ".join(error.messages))
    return problem(kind, 400, _("This request cannot be read."))


def open311(*methods: str, unknown_city: int = 404) -> Callable[[View], View]:
    """Read the format and the city, answer problems as the specification has them.

    `unknown_city` is the status for a jurisdiction that is not ours: the official description
    wants 401 in one place.
    """

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def checked(request: HttpRequest, *, format_: str, **parts: Any) -> HttpResponse:
            kind = format_ if format_ in FORMATS else XML
            try:
                _check(request, format_, methods)
                sent = _sent(request)
                _check_city(sent)
                response = view(request, sent, kind, **parts)
            except UnknownJurisdiction as error:
                response = problem(kind, unknown_city, str(error))
            except REFUSALS as error:
                response = _refused(kind, error)
            response["Access-Control-Allow-Origin"] = "*"
            response["X-Content-Type-Options"] = "nosniff"
            if response.status_code == 405:
                response["Allow"] = ", ".join(methods)
            return response

        return checked

    return wrap


class WrongMethod(DomainError):
    """This address does not know that method."""

    status = 405


class NotForm(DomainError):
    """The body is not a form: this door reads no XML and no JSON."""

    status = 400


def _check(request: HttpRequest, format_: str, methods: tuple[str, ...]) -> None:
    if format_ not in FORMATS:
        raise Unclear(_("Ask for .xml or .json."))
    if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
        raise WrongMethod(_("This address does not do that."))
    form = ("application/x-www-form-urlencoded", "multipart/form-data", "")
    if request.method == "POST" and request.content_type not in form:
        raise NotForm(_("Send a form: application/x-www-form-urlencoded."))


def _sent(request: HttpRequest) -> QueryDict:
    """Return the parameters, of the address and of the form: clients use both."""
    sent = request.GET.copy()
    if request.method == "POST":
        sent.update(request.POST)
    if any("\x00" in value for values in sent.lists() for value in values[1]):
        raise Unclear(_("A parameter holds a character that is none."))
    return sent


def _check_city(sent: QueryDict) -> None:
    asked = (sent.get("jurisdiction_id") or "").strip().lower()
    if not asked:
        return
    root = Place.objects.filter(parent=None).values_list("code", "name_en").first()
    code, name = root or (settings.CITY, "")
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if asked not in {code, name.lower(), host, settings.CITY} - {""}:
        raise UnknownJurisdiction(_("jurisdiction_id %(id)s is not here.") % {"id": asked[:60]})


def client_of(request: HttpRequest, sent: QueryDict) -> Person | None:
    """Return whose key was sent; None: no key at all. Raises `NoKey` for one that does not open."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    key = (sent.get("api_key") or "").strip() or bearer
    if not key:
        return None
    person = authenticate_key(key)
    if person is None:
        raise NoKey(_("This api_key is not known, or was revoked."))
    if not person.paths_where("need.enter"):
        raise NoKey(_("This api_key may not bring needs in."))
    return person


def must_have_key(request: HttpRequest, sent: QueryDict) -> Person:
    person = client_of(request, sent)
    if person is None:
        raise NoKey(_("api_key is missing. The city's centre gives keys."))
    return person
