"""Pages and presses of the triage desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from tongxin.web.caching import keep_for_desk
from tongxin.web.http import is_key, wants_part

from ...actions import (
    decide_likeness,
    decide_pending,
    reject_needs,
    undo_decisions,
    unmerge_need,
)
from ...actions.triaging import Incomplete, Judgement
from ...actions.undoing import UNDO_SECONDS
from ...kinds import kinds
from ...models import Likeness, Need, Proposal
from ...models.need import Urgency
from . import for_desk, person_of
from .queue import PAGE, Filters, asked, counts_of, page_of, towns_of

MOMENT_SECONDS = 2  # the page may be this old for who only looks
UNDO = "triage-undo"  # in the session: what can be taken back, and until when
REASONS = [
    gettext_lazy("This is advertising; the list is for what residents need."),
    gettext_lazy("We could not understand what is needed. Please write once more, in a few words."),
    gettext_lazy("This was asked already and is being answered."),
    gettext_lazy("This is not something volunteers can do. Please call 12345."),
    gettext_lazy("The place is outside our city. Please ask the centre there."),
    gettext_lazy("The time for this has passed. Please tell us if you still need it."),
]


@for_desk("need.triage", "need.see", "need.answer")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue; htmx asks for the next rows."""
    person = person_of(request)
    if "need.triage" not in person.powers_anywhere() and person.teams_led:
        return HttpResponseRedirect(reverse("needs:team"))
    if wants_part(request) and request.GET.get("after"):
        context = {"page": _shown(request), "asked": asked(request)}
        return render(request, "needs/desk/_more.html", context)

    def page() -> HttpResponse:
        return render(request, "needs/desk/triage.html", _context(request, _shown(request)))

    if _undoable(request):
        return page()
    return keep_for_desk(request, page, scope=person.scope, seconds=MOMENT_SECONDS)


@dataclass(frozen=True)
class Shown:
    """Rows as they are sent, and where they go on."""

    html: str
    after: str


def _shown(request: HttpRequest) -> Shown:
    """Return the rows asked for."""
    after = request.GET.get("after", "")
    page = page_of(person_of(request), Filters.read(request.GET), after=after)
    html = render_to_string("needs/desk/_rows.html", {"page": page}, request)
    return Shown(html if page.rows else "", page.after)


def _context(request: HttpRequest, page: Any) -> dict[str, Any]:
    person = person_of(request)
    return {
        "page": page, "asked": asked(request), "counts": counts_of(person),
        "kinds": kinds, "towns": partial(towns_of, person),  # asked for only when not remembered
        "filters": Filters.read(request.GET), "undo": _undoable(request),
        "desk": "|".join(sorted(person.paths_where("need.see"))),
        "channels": Need.Channel.choices, "urgencies": Urgency.values, "reasons": REASONS,
        "may_decide": "need.triage" in person.powers_anywhere(), "page_size": PAGE,
    }  # fmt: skip


def _chosen(request: HttpRequest) -> list[Any]:
    """Return the needs that are ticked, or the one named in the address."""
    keys = request.GET.getlist("need") or request.POST.getlist("need")
    keys = [key for key in keys if is_key(key)][:500]
    needs = Need.objects.at_desk_of(person_of(request)).filter(pk__in=keys)
    found = list(needs.select_related("place"))
    if not found:
        raise Incomplete(_("Choose at least one need first."))
    return found


@for_desk("need.triage")
@require_POST
def acceptances(request: HttpRequest) -> HttpResponse:
    """Decide each chosen need as it was proposed."""
    needs = _chosen(request)
    proposals = {one.need_id: one for one in Proposal.objects.filter(need__in=needs)}
    sure = {
        need: Judgement.proposed(proposals[need.pk])
        for need in needs
        if need.pk in proposals and proposals[need.pk].reasonable
    }
    left = [need for need in needs if need not in sure]
    outcome = decide_pending(sure, by=person_of(request))
    if left:
        messages.warning(request, _left(left))
    return _answer(request, outcome.decided, outcome.gone)


def _left(needs: list[Any]) -> str:
    return ngettext(
        "“%(need)s” has no proposal one could accept. Choose where it belongs.",
        "%(count)s needs have no proposal one could accept. Choose where they belong.",
        len(needs),
    ) % {"count": len(needs), "need": needs[0]}


@for_desk("need.triage")
@require_POST
def decisions(request: HttpRequest) -> HttpResponse:
    """Decide the chosen needs as the person says; urgency as proposed where none is said."""
    needs = _chosen(request)
    said = request.POST.get("urgency", "")
    route, _colon, code = (request.GET.get("kind") or request.POST.get("kind", "")).partition(":")
    outcome = decide_pending(
        {
            need: Judgement(
                route=route, platform=code, service_class=code,
                refer_to=request.POST.get("refer_to", "").strip()[:60] or "12345",
                urgency=int(said) if said in {"1", "2", "3", "4"} else need.urgency,
                needed_by=need.needed_by,
            )
            for need in needs
        },
        by=person_of(request),
    )  # fmt: skip
    return _answer(request, outcome.decided, outcome.gone)


@for_desk("need.triage")
@require_POST
def rejections(request: HttpRequest) -> HttpResponse:
    """Refuse the chosen needs with one reason; what somebody else decided stays so."""
    needs = _chosen(request)
    said = [request.POST.get("own_reason", "").strip(), *request.POST.getlist("reason")]
    reason = next((one for one in said if one), "")
    waiting = [need for need in needs if need.state == Need.State.PENDING]
    gone = [need for need in needs if need.state != Need.State.PENDING]
    decided = reject_needs(waiting, reason=reason, by=person_of(request)) if waiting else []
    return _answer(request, decided, gone)


@for_desk("need.triage")
@require_POST
def undoing(request: HttpRequest) -> HttpResponse:
    """Take the last decision back."""
    kept = request.session.pop(UNDO, {})
    needs = Need.objects.at_desk_of(person_of(request)).filter(pk__in=kept.get("needs", []))
    if kept.get("joined"):
        back = [unmerge_need(need, by=person_of(request)) for need in needs]
    else:
        back = undo_decisions(needs, by=person_of(request)) if kept else []
    messages.info(request, _("%(count)s back in the queue.") % {"count": len(back)})
    counts_of(person_of(request), anew=True)
    if not wants_part(request):
        return HttpResponseRedirect(_back(request))
    page = page_of(person_of(request), Filters.read(request.GET))
    html = render_to_string("needs/desk/_rows.html", {"page": page}, request)
    shown = Shown(html if page.rows else "", page.after)
    return render(request, "needs/desk/_queue.html", _context(request, shown) | {"oob": True})


@for_desk("need.merge")
@require_POST
def likenesses(request: HttpRequest, likeness_id: int, verdict: str) -> HttpResponse:
    """Say whether two needs are the same."""
    seen = Need.objects.at_desk_of(person_of(request))
    likeness = get_object_or_404(Likeness.objects.filter(need__in=seen), pk=likeness_id)
    decided = decide_likeness(likeness, same=verdict == "same", by=person_of(request))
    if verdict == "same":
        _remember(request, [decided.need], _("Joined: both are answered together."), joined=True)
        return _gone_from_queue(request, [decided.need])
    if not wants_part(request):
        return HttpResponseRedirect(_back(request))
    return render(request, "needs/desk/_parted.html", {"likeness": decided})


def _undoable(request: HttpRequest) -> dict[str, Any] | None:
    kept = request.session.get(UNDO)
    fresh = kept and kept["until"] > timezone.now().timestamp()
    return kept if fresh else None


def _answer(request: HttpRequest, decided: list[Any], gone: list[Any]) -> HttpResponse:
    if decided:
        _remember(request, decided, _told(decided))
    if gone:
        messages.warning(
            request,
            ngettext(
                "Somebody else has just decided “%(need)s”; it stays as they said.",
                "Somebody else has just decided %(count)s of them; they stay as decided.",
                len(gone),
            )
            % {"count": len(gone), "need": gone[0]},
        )
    return _gone_from_queue(request, [*decided, *gone])


def _remember(request: HttpRequest, needs: list[Any], what: str, *, joined: bool = False) -> None:
    """Let the person take this back within a minute."""
    request.session[UNDO] = {
        "needs": [need.pk for need in needs], "joined": joined, "what": what,
        "until": timezone.now().timestamp() + UNDO_SECONDS,
    }  # fmt: skip


def _told(decided: list[Any]) -> str:
    names = sorted({str(need.get_state_display()) for need in decided})
    return _("%(count)s decided: %(states)s") % {
        "count": len(decided), "states": ", ".join(names),
    }  # fmt: skip


def _gone_from_queue(request: HttpRequest, needs: Iterable[Any]) -> HttpResponse:
    counts = counts_of(person_of(request), anew=True)
    if not wants_part(request):
        return HttpResponseRedirect(_back(request))
    context = {
        "gone": list(needs), "counts": counts, "undo": _undoable(request),
        "asked": request.POST.get("asked", ""), "urgencies": Urgency.values,
    }  # fmt: skip
    return render(request, "needs/desk/_decided.html", context)


def _back(request: HttpRequest) -> str:
    query = request.POST.get("asked", "")
    return reverse("needs:desk") + (f"?{query}" if query else "")
