"""The needs list for programmes: the same actions as the pages, the same rules."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router, Status
from ninja.throttling import AnonRateThrottle, AuthRateThrottle, BaseThrottle
from pydantic import StringConstraints

from tongxin.people.models import Team
from tongxin.people.phones import normalise_phone
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place, Platform, ServiceClass

from . import actions, paging
from . import schemas as s
from .actions.triaging import Incomplete, Judgement
from .models import Need, Step
from .models.need import Route

router = Router()
TrackingCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{12,16}$")]
IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{8,200}$")]
# Codes are not to be guessed.
LOOKING: list[BaseThrottle] = [AnonRateThrottle("30/m"), AuthRateThrottle("120/m")]


@router.get("kinds", response=s.KindsOut, auth=None)
def kinds(request: HttpRequest) -> dict[str, Any]:
    """Name the states, routes, platforms and classes of this city."""

    def choices(pairs: Any) -> list[dict[str, str]]:
        return [{"code": code, "name": str(label)} for code, label in pairs]

    def rows(model: Any) -> list[dict[str, str]]:
        return [{"code": row.code, "name": row.label} for row in model.objects.all()]

    return {
        "states": choices(Need.State.choices),
        "routes": choices(Route.choices),
        "platforms": rows(Platform),
        "service_classes": rows(ServiceClass),
    }


@router.get("public", response=s.PublicPage, auth=None)
def list_public(request: HttpRequest, filters: Query[s.Filters]) -> dict[str, Any]:
    """List what is on the list, as everybody may read it, newest first."""
    return paging.page(Need.objects.public().select_related("place"), filters)


@router.get("status/{code}", response=s.StatusOut, auth=None, throttle=LOOKING)
def status(request: HttpRequest, code: Path[TrackingCode]) -> Need:
    """Tell how far a need is, to whoever knows its tracking code."""
    code = code.replace("-", "").upper()
    needs = Need.objects.select_related("place", "merged_into").prefetch_related("steps")
    need: Need = get_object_or_404(needs, tracking_code=code)
    return need


@router.get("", response=s.NeedPage)
def list_needs(request: PersonRequest, filters: Query[s.Filters]) -> dict[str, Any]:
    """List the needs the caller may see: their own, their team's, their desk's; newest first."""
    return paging.page(_visible(request), filters)


@router.post("", response={201: s.RaisedOut})
def raise_need(
    request: PersonRequest,
    body: s.NeedIn,
    idempotency_key: Annotated[IdempotencyKey | None, Header(alias="Idempotency-Key")] = None,
) -> Status[Need]:
    """Raise a need; with the same `client_key` or `Idempotency-Key` it is there only once."""
    by, told = request.user, body.requester
    phone = normalise_phone(told.phone, landline=True) if told and told.phone else ""
    need = actions.raise_need(
        by=by, at=_place(body.place), words=body.words, channel=Need.Channel.API,
        requester=None if told else by, requester_name=told.name if told else "", phone=phone,
        address=body.address, on_behalf=told is not None, risks=body.risks,
        raised_at=body.raised_at, client_key=paging.key(by, body.client_key or idempotency_key),
        language=by.language,
    )  # fmt: skip
    return Status(201, need)


@router.post("decisions", response=list[s.NeedOut])
def decide_needs(request: PersonRequest, body: s.DecisionIn) -> Any:
    """Put needs on the list or refer them, all by one judgement (triage)."""
    judgement = Judgement(
        route=body.route, urgency=body.urgency, platform=_known(Platform, body.platform),
        service_class=_known(ServiceClass, body.service_class), refer_to=body.refer_to,
        needed_by=body.needed_by, risks=tuple(body.risks),
    )  # fmt: skip
    rows = actions.decide_needs(_all(request, body.needs), judgement=judgement, by=request.user)
    return _again(rows)


@router.post("rejections", response=list[s.NeedOut])
def reject_needs(request: PersonRequest, body: s.RejectionIn) -> Any:
    """Refuse needs with one reason, told to each requester."""
    rows = actions.reject_needs(_all(request, body.needs), reason=body.reason, by=request.user)
    return _again(rows)


@router.post("dispatches", response=list[s.NeedOut])
def dispatch_needs(request: PersonRequest, body: s.DispatchIn) -> Any:
    """Send listed needs to a team."""
    team = get_object_or_404(Team.objects.current(), pk=body.team)
    rows = actions.dispatch_needs(_all(request, body.needs), team=team, by=request.user)
    return _again(rows)


@router.get("{uuid:uid}", response=s.NeedWithStepsOut)
def show_need(request: PersonRequest, uid: UUID) -> Need:
    """Show one need with its steps."""
    steps = Prefetch("steps", Step.objects.all())
    return _one(_visible(request).prefetch_related(steps), uid)


@router.post("{uuid:uid}/acceptance", response=s.NeedOut)
def accept_need(request: PersonRequest, uid: UUID) -> Need:
    """The team says yes."""
    return actions.accept_need(_one(_visible(request), uid), by=request.user)


@router.post("{uuid:uid}/service", response=s.NeedOut)
def start_service(request: PersonRequest, uid: UUID) -> Need:
    """The team has begun."""
    return actions.start_service(_one(_visible(request), uid), by=request.user)


@router.post("{uuid:uid}/completion", response=s.NeedOut)
def complete_need(request: PersonRequest, uid: UUID, body: s.ReportIn) -> Need:
    """The team says what was done."""
    need = _one(_visible(request), uid)
    return actions.complete_need(
        need, report=body.report, answer_url=body.answer_url, by=request.user
    )


@router.post("{uuid:uid}/return", response=s.NeedOut)
def return_need(request: PersonRequest, uid: UUID, body: s.ReasonIn) -> Need:
    """The team gives it back."""
    return actions.return_need(_one(_visible(request), uid), reason=body.reason, by=request.user)


@router.post("{uuid:uid}/dispatch/cancellation", response=s.NeedOut)
def cancel_dispatch(request: PersonRequest, uid: UUID, body: s.ReasonIn) -> Need:
    """The desk takes it back from its team."""
    need = _one(_visible(request), uid)
    return actions.cancel_dispatch(need, reason=body.reason, by=request.user)


@router.post("{uuid:uid}/reopening", response=s.NeedOut)
def reopen_need(request: PersonRequest, uid: UUID, body: s.ReasonIn) -> Need:
    """It was not solved: back on the list."""
    return actions.reopen_need(_one(_visible(request), uid), reason=body.reason, by=request.user)


@router.post("{uuid:uid}/closure", response=s.NeedOut)
def close_need(request: PersonRequest, uid: UUID) -> Need:
    """Put an answered need away."""
    return actions.close_need(_one(_visible(request), uid), by=request.user)


@router.post("{uuid:uid}/withdrawal", response=s.NeedOut)
def withdraw_need(request: PersonRequest, uid: UUID) -> Need:
    """The one who asked no longer needs it."""
    return actions.withdraw_need(_one(_visible(request), uid), by=request.user)


@router.post("{uuid:uid}/notes", response={201: s.StepOut})
def add_note(request: PersonRequest, uid: UUID, body: s.NoteIn) -> Status[Step]:
    """The one who asked adds something."""
    need = _one(_visible(request), uid)
    return Status(201, actions.add_note(need, words=body.words, by=request.user))


def _visible(request: PersonRequest) -> "QuerySet[Need]":
    needs = Need.objects.visible_to(request.user)
    return needs.select_related("place", "merged_into")


def _one(needs: "QuerySet[Need]", uid: UUID) -> Need:
    need: Need = get_object_or_404(needs, uid=uid)
    return need


def _all(request: PersonRequest, uids: list[UUID]) -> list[Need]:
    """Return the needs, every one visible to the caller: of the others nothing is said."""
    needs = list(_visible(request).filter(uid__in=set(uids)))
    if len(needs) < len(set(uids)):
        raise Http404
    return needs


def _again(rows: list[Need]) -> Any:
    keys = [need.pk for need in rows]
    return Need.objects.filter(pk__in=keys).select_related("place", "merged_into").order_by("pk")


def _place(code: str) -> Place:
    place: Place = get_object_or_404(Place.objects.current(), code=code)
    return place


def _known(model: Any, code: str | None) -> str:
    if code and not model.objects.filter(pk=code).exists():
        raise Incomplete(_("There is nothing called “%(code)s”.") % {"code": code})
    return code or ""
