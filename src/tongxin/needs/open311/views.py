"""The addresses of GeoReport v2, and of the request updates extension."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import NotFound
from tongxin.moderation.pictures import reencode
from tongxin.people.models import Person

from ..actions.reporting import report_need, take_update
from ..models import Step
from . import catalogue, reading
from .edge import client_of, must_have_key, open311
from .filters import MOST_ROWS, asked_for, need_with
from .formats import JSON, XML, answer, answer_one, problem
from .locating import locate
from .showing import shown, stamp, update

MOST_PICTURES = 3


@open311("GET")
def discovery(request: HttpRequest, sent: QueryDict, format_: str) -> HttpResponse:
    """Say where the door is."""
    url = settings.PUBLIC_URL.rstrip("/") + "/open311/v2"
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": url,
        "changeset": stamp(timezone.now().replace(hour=0, minute=0, second=0)),
        "type": "production" if settings.MODE != "demo" else "test",
        "formats": ["text/xml", "application/json"],
    }
    row = {
        "changeset": endpoint["changeset"],
        "contact": _("The practice centre of the city"),
        "key_service": settings.PUBLIC_URL,
        "endpoints": [endpoint],
    }
    return answer_one(format_, "discovery", row)


@open311("GET")
def services(request: HttpRequest, sent: QueryDict, format_: str) -> HttpResponse:
    """List what may be asked for."""
    return answer(format_, "services", "service", catalogue.services())


@open311("GET")
def service(request: HttpRequest, sent: QueryDict, format_: str, code: str) -> HttpResponse:
    """Say what is asked for with one service."""
    _must_be_service(code)
    return answer_one(format_, "service_definition", catalogue.definition(code))


def _must_be_service(code: str) -> None:
    if code not in {row["service_code"] for row in catalogue.services()}:
        raise NotFound(_("service_code %(code)s is not here.") % {"code": code[:60]})


@open311("GET", "POST", unknown_city=401)
def requests(request: HttpRequest, sent: QueryDict, format_: str) -> HttpResponse:
    """List needs, or take a new one."""
    if request.method == "POST":
        return _create(request, sent, format_)
    person = client_of(request, sent)
    needs = asked_for(sent, person)
    names = {row["service_code"]: row["service_name"] for row in catalogue.services()}
    rows = [shown(need, names, person) for need in needs]
    return answer(format_, "service_requests", "request", rows)


def _create(request: HttpRequest, sent: QueryDict, format_: str) -> HttpResponse:
    person = must_have_key(request, sent)
    report = reading.read_report(sent)
    _must_be_service(report.service_code)
    place = locate(address_id=report.address_id, address=report.address, point=report.point)
    need = report_need(
        by=person, at=place, words=report.words, service_code=report.service_code,
        attributes=report.attributes, media=report.media, pictures=_pictures(request),
        requester_name=report.name, phone=report.phone, address=report.location,
        urgency=report.urgency, risks=report.risks,
        **_once(request, report, person),
    )  # fmt: skip
    row = {
        "service_request_id": str(need.uid),
        "service_notice": _("A person reads it soon. Its code is %(code)s.")
        % {"code": need.tracking_code_shown},
    }
    return answer(format_, "service_requests", "request", [row])


def _pictures(request: HttpRequest) -> list[Any]:
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) > MOST_PICTURES:
        raise reading.Unclear(_("Three pictures at most, please."))
    return [reencode(file) for file in files]


def _once(request: HttpRequest, report: reading.Sent, person: Person) -> dict[str, str]:
    """Return what tells that the same report is sent again: their number, a key, or its content."""
    source = f"open311:{person.username}"[:60]
    if report.number:
        return {"source": source, "source_ref": report.number}
    key = request.headers.get("Idempotency-Key", "")
    told = f"key:{key}" if key else f"same:{report.digest(str(timezone.localdate()))}"
    digest = hashlib.sha256(f"{source}:{told}".encode("utf-8", "replace")).hexdigest()
    return {"source": source, "client_key": f"o311:{digest[:56]}"}


@open311("GET", unknown_city=404)
def one(request: HttpRequest, sent: QueryDict, format_: str, need_id: str) -> HttpResponse:
    """Show one need, as the wiki has it: a list of one."""
    return answer(format_, "service_requests", "request", [_one(request, sent, need_id)])


@open311("GET")
def one_alone(request: HttpRequest, sent: QueryDict, format_: str, need_id: str) -> HttpResponse:
    """Show one need, as the official description has it: an object."""
    row = _one(request, sent, need_id)
    return answer_one(format_, "service_requests", row, each="request")


def _one(request: HttpRequest, sent: QueryDict, need_id: str) -> dict[str, Any]:
    person, need = client_of(request, sent), need_with(need_id)
    names = {row["service_code"]: row["service_name"] for row in catalogue.services()}
    return shown(need, names, person)


@open311("GET")
def token(request: HttpRequest, sent: QueryDict, format_: str, token: str) -> HttpResponse:
    """Resolve a token: ours are the ids themselves, given at once."""
    row = {"service_request_id": str(need_with(token).uid), "token": token}
    return answer_one(format_, "service_requests", row, each="request")


@open311("GET", "POST")
def updates(request: HttpRequest, sent: QueryDict, format_: str) -> HttpResponse:
    """What became of the client's own needs, step by step; or take what was said over there."""
    person = must_have_key(request, sent)
    if request.method == "POST":
        return _take_update(person, sent, format_)
    start, end = reading.span(sent, timezone.now())
    steps = Step.objects.filter(need__recorder=person.pk, at__gte=start, at__lte=end)
    steps = steps.exclude(by=person.pk).select_related("need").order_by("at", "pk")[:MOST_ROWS]
    return answer(
        format_, "service_request_updates", "request_update", [update(step) for step in steps]
    )


def _take_update(person: Person, sent: QueryDict, format_: str) -> HttpResponse:
    need = need_with((sent.get("service_request_id") or "").strip())
    status = (sent.get("status") or "").strip().upper()
    words = (sent.get("description") or "").strip()[:500]
    step = take_update(need, words=words, opens=status in {"OPEN", "REOPEN"}, by=person)
    return answer(
        format_, "service_request_updates", "request_update", [{"update_id": str(step.pk)}]
    )


def nowhere(request: HttpRequest, path: str) -> HttpResponse:
    """Say in the specification's own words that there is no such address."""
    return problem(JSON if path.endswith(".json") else XML, 404, _("There is no such address."))
