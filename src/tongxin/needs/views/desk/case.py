"""One need as the staff sees it, and what can be done about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.models import Team
from tongxin.vault.sealing import mask_phone

from ...actions import (
    cancel_dispatch,
    close_need,
    decide_needs,
    dispatch_needs,
    merge_needs,
    reject_needs,
    reopen_need,
    reveal_need,
    unmerge_need,
)
from ...actions.merging import NotMergeable
from ...actions.triaging import Judgement
from ...kinds import key_of, kinds, labels
from ...models import Likeness, Need
from ...models.need import Urgency
from ...nearby import Candidate, teams_for
from ...reasons import doubt, sentences
from . import for_desk, person_of
from .triage import REASONS


def _found(request: HttpRequest, need_id: int) -> Need:
    needs = Need.objects.visible_to(person_of(request)).select_related(
        "place__parent", "team", "platform", "service_class", "requester", "recorder",
        "merged_into", "department",
    )  # fmt: skip
    need: Need = get_object_or_404(needs, pk=need_id)
    return need


@for_desk("need.see", "need.answer")
@never_cache
@require_GET
def case(request: HttpRequest, need_id: int) -> HttpResponse:
    """Show everything about a need; what is sealed stays masked."""
    need = _found(request, need_id)
    return render(request, "needs/desk/case.html", _context(request, need))


def _context(request: HttpRequest, need: Need, **shown: Any) -> dict[str, Any]:
    person, every, now = person_of(request), kinds(), timezone.now()
    names = labels(every)
    proposal = getattr(need, "proposal", None)
    powers = person.powers_at(need.place)
    if proposal:
        proposal.label = names.get(key_of(proposal), proposal.get_route_display())
        proposal.percent = round(100 * proposal.confidence)
    return {
        "need": need, "proposal": proposal, "kinds": every, "urgencies": Urgency.choices,
        "kind": key_of(need), "kind_label": names.get(key_of(need), ""),
        "proposed_key": key_of(proposal) if proposal else "",
        "reasons": sentences(proposal.reasons) if proposal else [],
        "doubt": doubt(proposal.unreasonable_because) if proposal else "",
        "steps": need.steps.select_related("by", "team"),
        "assignments": need.assignments.select_related("team", "given_by"),
        "decisions": _decisions(need, names), "merged": _merged(need),
        "twins": Likeness.objects.filter(need=need, state="proposed").select_related(
            "other__place__parent"
        ),
        "pictures": need.pictures.all(), "candidates": _candidates(need, powers),
        "phone": mask_phone(need.phone) if need.phone_sealed else "",
        "may": {power.replace(".", "_"): True for power in powers}, "rejections": REASONS,
        "late": need.is_overdue(now), "now": now,
        "crumbs": [
            {"label": _("All needs"), "url": reverse("needs:cases")},
            {"label": need.tracking_code_shown, "url": ""},
        ],
        **shown,
    }  # fmt: skip


def _decisions(need: Need, names: Any) -> list[Any]:
    return [
        {"row": row, "label": names.get(key_of(row), row.get_route_display())}
        for row in need.decisions.select_related("by")
    ]


def _candidates(need: Need, powers: frozenset[str]) -> list[Candidate]:
    waits = need.state == Need.State.LISTED and "need.dispatch" in powers
    return teams_for(need) if waits else []


def _merged(need: Need) -> Any:
    rows = need.merged.select_related("place__parent").defer("phone_sealed", "location_sealed")
    return rows.order_by("pk")


def _back(need: Need, request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("needs:case", args=[need.pk]))


@for_desk("need.triage")
@require_POST
def decision(request: HttpRequest, need_id: int) -> HttpResponse:
    """Say, or correct, where the need belongs."""
    need = _found(request, need_id)
    route, _colon, code = request.POST.get("kind", "").partition(":")
    said = request.POST.get("urgency", "")
    judgement = Judgement(
        route=route, platform=code, service_class=code,
        refer_to=request.POST.get("refer_to", "").strip()[:60],
        urgency=int(said) if said in {"1", "2", "3", "4"} else need.urgency,
    )  # fmt: skip
    decide_needs([need], judgement=judgement, by=person_of(request))
    return _back(need, request, _("Decided."))


@for_desk("need.triage")
@require_POST
def rejection(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _found(request, need_id)
    reason = request.POST.get("own_reason", "").strip() or request.POST.get("reason", "")
    reject_needs([need], reason=reason, by=person_of(request))
    return _back(need, request, _("Rejected; the resident has been told why."))


@for_desk("need.dispatch")
@require_POST
def dispatch(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _found(request, need_id)
    team = get_object_or_404(Team.objects.current(), pk=request.POST.get("team") or 0)
    dispatch_needs([need], team=team, by=person_of(request))
    return _back(need, request, _("Sent to %(team)s.") % {"team": team})


@for_desk("need.dispatch")
@require_POST
def cancellation(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _found(request, need_id)
    cancel_dispatch(need, reason=request.POST.get("reason", ""), by=person_of(request))
    return _back(need, request, _("Taken back; it is on the list again."))


@for_desk("need.triage")
@require_POST
def closure(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _found(request, need_id)
    close_need(need, by=person_of(request))
    return _back(need, request, _("Closed."))


@for_desk("need.triage")
@require_POST
def reopening(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _found(request, need_id)
    reopen_need(need, reason=request.POST.get("reason", ""), by=person_of(request))
    return _back(need, request, _("Open again."))


@for_desk("need.merge")
@require_POST
def merger(request: HttpRequest, need_id: int) -> HttpResponse:
    """Join this need with the one whose tracking code is given."""
    need = _found(request, need_id)
    code = request.POST.get("code", "").replace("-", "").replace(" ", "").upper()
    into = Need.objects.visible_to(person_of(request)).filter(tracking_code=code).first()
    if into is None or into.standing.pk == need.pk:
        raise NotMergeable(_("There is no other need with this code at your desk."))
    merge_needs([need], into=into.standing, by=person_of(request))
    return _back(need, request, _("Joined: both are answered together."))


@for_desk("need.merge")
@require_POST
def parting(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _found(request, need_id)
    unmerge_need(need, by=person_of(request))
    return _back(need, request, _("Parted; it goes on by itself."))


@for_desk("person.reveal")
@never_cache
@require_POST
def revelation(request: HttpRequest, need_id: int, field: str) -> HttpResponse:
    """Show the phone or the address once, for a reason that the journal keeps."""
    need = _found(request, need_id)
    reason = request.POST.get("reason", "")
    opened = reveal_need(need, field=field, reason=reason, by=person_of(request))
    shown = {"revealed": field, "opened": opened or _("none")}
    return render(request, "needs/desk/case.html", _context(request, need, **shown))
