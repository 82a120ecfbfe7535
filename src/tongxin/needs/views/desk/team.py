"""A team's own desk: what it was asked, what it has in hand, what it did."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.models import Team

from ...actions import accept_need, complete_need, return_need, start_service
from ...models import Need
from . import for_desk, person_of

COLUMNS = [Need.State.DISPATCHED, Need.State.ACCEPTED, Need.State.IN_SERVICE]
RECENT = 20


@for_desk("need.answer")
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """Show the needs in the hands of the teams one leads."""
    person = person_of(request)
    needs = (
        Need.objects.filter(team__in=person.teams_led)
        .select_related("place__parent", "team", "platform", "service_class")
        .defer("phone_sealed", "location_sealed")
    )
    held = list(needs.filter(state__in=COLUMNS).in_order_of_urgency()[:200])
    context = {
        "teams": Team.objects.filter(pk__in=person.teams_led),
        "groups": [(state, [need for need in held if need.state == state]) for state in COLUMNS],
        "done": needs.filter(state__in=["completed", "reviewed", "closed"])
        .order_by("-completed_at")[:RECENT],
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "needs/desk/team.html", context)


def _in_hand(request: HttpRequest, need_id: int) -> Need:
    needs = Need.objects.filter(team__in=person_of(request).teams_led)
    need: Need = get_object_or_404(needs, pk=need_id)
    return need


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("needs:team"))


@for_desk("need.answer")
@require_POST
def acceptance(request: HttpRequest, need_id: int) -> HttpResponse:
    accept_need(_in_hand(request, need_id), by=person_of(request))
    return _back(request, _("Taken. The resident has been told."))


@for_desk("need.answer")
@require_POST
def beginning(request: HttpRequest, need_id: int) -> HttpResponse:
    start_service(_in_hand(request, need_id), by=person_of(request))
    return _back(request, _("Begun."))


@for_desk("need.answer")
@require_POST
def completion(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _in_hand(request, need_id)
    complete_need(need, report=request.POST.get("report", ""), by=person_of(request))
    return _back(request, _("Done. The resident is asked how it was."))


@for_desk("need.answer")
@require_POST
def giving_back(request: HttpRequest, need_id: int) -> HttpResponse:
    need = _in_hand(request, need_id)
    return_need(need, reason=request.POST.get("reason", ""), by=person_of(request))
    return _back(request, _("Given back. Nobody is forced; the desk finds another team."))
