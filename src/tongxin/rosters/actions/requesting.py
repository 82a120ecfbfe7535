"""Ask for hands; the centre approves, or gives the request back with a reason."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.needs.models import Need, Urgency
from tongxin.people.actions import tell
from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import Place, ServiceClass
from tongxin.volunteers.models import QualificationKind

from ..models import Post, Request


class RequestNotReady(DomainError):
    """The request is not in the state this step starts from."""


class BadPeriod(DomainError):
    """The days lie in the past, or run for more than half a year."""

    status = 422


LONGEST_DAYS = 184  # half a year; longer work is asked for again, so that somebody looks at it


@transaction.atomic
def ask(
    *,
    title: str,
    words: str,
    at: Place,
    service_class: ServiceClass,
    hands: int,
    starts_on: date,
    ends_on: date,
    by: Person,
    unit: Unit | None = None,
    team: Team | None = None,
    kind: str = "",
    qualification: QualificationKind | None = None,
    urgency: int = Urgency.III,
    need: Need | None = None,
    about: str = "",
    client_key: str = "",
) -> Request:
    """Ask for `hands` people at a time, for a place, from one day to another.

    Stations, institutes and departments ask for their places, leaders for their team; `kind` and
    `qualification` say what the posts made of it will ask, unless told otherwise; `need` or
    `about` ("service:17") say what for. The same `client_key` is one request. Raises `BadPeriod`,
    `NotAllowed`.
    """
    _must_ask(at, team, by)
    if client_key and (sent := _sent_before(client_key, by)):
        return sent
    if ends_on < timezone.localdate() or (ends_on - starts_on).days > LONGEST_DAYS:
        raise BadPeriod(_("Choose days to come, at most half a year."))
    request = Request(
        title=title.strip(), words=words.strip(), place=at, service_class=service_class,
        hands=hands, urgency=urgency, starts_on=starts_on, ends_on=ends_on, asked_by=by,
        unit=unit, team=team, kind=kind, qualification=qualification, need=need, about=about,
        client_key=client_key,
    )  # fmt: skip
    request.full_clean()
    request.save()
    record("request.asked", by=by, on=request, at=at, hands=hands)
    return request


def _sent_before(client_key: str, by: Person) -> Request | None:
    found: Request | None = Request.objects.filter(client_key=client_key).first()
    if found and found.asked_by_id != by.pk:
        raise NotAllowed(_("This form was sent by somebody else."))
    return found


def _must_ask(at: Place, team: Team | None, by: Person) -> None:
    if team is not None:
        by.must_for("request.ask", team=team)
    else:
        by.must("request.ask", at=at)


@transaction.atomic
def approve_request(request: Request, *, by: Person) -> Request:
    """Let posts be made for it. Raises `RequestNotReady`, `NotAllowed`."""
    by.must("request.approve", at=request.place)
    request = _locked(request)
    _must_be(request, Request.State.ASKED)
    _decide(request, Request.State.APPROVED, by)
    record("request.approved", by=by, on=request, at=request.place)
    _say(request, gettext_noop("Approved: %(title)s"))
    return request


@transaction.atomic
def return_request(request: Request, *, reason: str, by: Person) -> Request:
    """Give it back, saying why. Raises `RequestNotReady`, `NotAllowed`."""
    by.must("request.approve", at=request.place)
    request = _locked(request)
    _must_be(request, Request.State.ASKED)
    request.reason = reason[:200]
    _decide(request, Request.State.RETURNED, by)
    record("request.returned", by=by, on=request, at=request.place, reason=reason)
    _say(request, gettext_noop("Given back: %(title)s"), body="%(reason)s")
    return request


@transaction.atomic
def withdraw_request(request: Request, *, by: Person) -> Request:
    """Take it back before it is decided. Raises `RequestNotReady`, `NotAllowed`."""
    if request.asked_by_id != by.pk:
        by.must("request.approve", at=request.place)
    request = _locked(request)
    _must_be(request, Request.State.ASKED)
    request.state = Request.State.WITHDRAWN
    request.save(update_fields=["state"])
    record("request.withdrawn", by=by, on=request, at=request.place)
    return request


@transaction.atomic
def close_request(request: Request, *, by: Person) -> Request:
    """Say that it is done; its posts are ended first. Raises `RequestNotReady`, `NotAllowed`."""
    by.must("post.manage", at=request.place)
    request = _locked(request)
    _must_be(request, Request.State.APPROVED)
    if request.posts.exclude(state=Post.State.ENDED).exists():
        raise RequestNotReady(_("End its posts first."))
    request.state = Request.State.CLOSED
    request.save(update_fields=["state"])
    record("request.closed", by=by, on=request, at=request.place)
    return request


def _locked(request: Request) -> Request:
    rows = Request.objects.select_for_update(of=("self",)).select_related("place", "asked_by__home")
    found: Request = rows.get(pk=request.pk)
    return found


def _must_be(request: Request, state: str) -> None:
    if request.state != state:
        raise RequestNotReady(_("This request was decided already."))


def _decide(request: Request, state: str, by: Person) -> None:
    request.state, request.decided_by, request.decided_at = state, by, timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _say(request: Request, subject: str, body: str = "") -> None:
    values = {"title": request.title, "reason": request.reason}
    url = reverse("rosters:request", args=[request.pk])
    tell(request.asked_by, subject=subject, body=body, values=values, about=request, url=url)
