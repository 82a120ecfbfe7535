"""Hand out kits to those expected; what is in which kit."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.models import Person
from tongxin.people.requests import PersonRequest
from tongxin.places.queries import under_any

from .. import rota
from ..actions import confirm_kit, fill_kit, issue_kit, return_kit
from ..days import expected_on
from ..forms.stock import KitForm, SeenForm
from ..models import Kit, KitIssue
from ..occasions import Occasion

AROUND = timedelta(days=1)  # a shift that began yesterday, one that begins after midnight


@login_required
def handout(request: PersonRequest) -> HttpResponse:
    """List who is expected today or tomorrow, what they need, who supplies it, what they have."""
    request.user.must_somewhere("kit.issue")
    day = timezone.localdate() + (AROUND if request.GET.get("day") == "tomorrow" else timedelta())
    context = {
        "rows": expected_on(request.user, day), "day": day, "today": timezone.localdate(),
        "seen_form": SeenForm(),
    }  # fmt: skip
    return render(request, "protection/handout.html", context)


def _turn(person: Person, key: str) -> Occasion:
    today: date = timezone.localdate()
    asked = rota.Asked(today - AROUND, today + AROUND, people=[person.pk])
    for turn in rota.turns(asked):
        if turn.person == person.pk and turn.occasion.key == key:
            return turn.occasion
    raise Http404


@require_POST
@login_required
def issue(request: PersonRequest, person: int, key: str) -> HttpResponse:
    """Hand out the kit, from who must supply it, or from the place itself with a reason."""
    who = get_object_or_404(Person, pk=person, closed_at=None)
    occasion, words = _turn(who, key), request.POST.get("words", "")
    supplier = occasion.place if request.POST.get("from_here") else None
    issue_kit(who, occasion, supplier=supplier, words=words, by=request.user)
    messages.success(request, _("Handed out."))
    return redirect("protection:handout")


@require_POST
@login_required
def confirmation(request: PersonRequest, person: int, key: str) -> HttpResponse:
    who = get_object_or_404(Person, pk=person, closed_at=None)
    words = request.POST.get("words", "")
    confirm_kit(who, _turn(who, key), words=words, by=request.user)
    messages.success(request, _("Confirmed."))
    return redirect("protection:handout")


@require_POST
@login_required
def giving_back(request: PersonRequest, pk: int) -> HttpResponse:
    there = under_any(request.user.paths_where("kit.issue"), "place__path")
    led = Q(person__memberships__team__in=request.user.teams_led)
    rows = KitIssue.objects.filter(there | led).select_related("person").distinct()
    row = get_object_or_404(rows, pk=pk)
    return_kit(row, by=request.user)
    messages.success(request, _("Taken back. What can be used again is in stock."))
    return redirect("protection:handout")


@login_required
def kits(request: PersonRequest) -> HttpResponse:
    """List the kits of the city."""
    request.user.must_somewhere("kit.issue")
    rows = Kit.objects.filter(retired_at=None).select_related("service_class")
    context = {
        "rows": rows.prefetch_related("lines__item"),
        "may_change": "kit.manage" in request.user.powers_anywhere(),
    }
    return render(request, "protection/kits.html", context)


@login_required
def kit(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what is in a kit from now on."""
    request.user.must_somewhere("kit.manage")
    row = get_object_or_404(Kit, pk=pk, retired_at=None)
    form = KitForm(posted(request), kit=row)
    if form.is_valid():
        with refusal_on(form):
            fill_kit(row, form.wanted(), by=request.user)
            messages.success(request, _("The kit is changed; it holds from now."))
            return redirect("protection:kits")
    context = {
        "kit": row, "form": form,
        "crumbs": [{"label": _("Kits"), "url": "../"}, {"label": str(row), "url": ""}],
    }  # fmt: skip
    return render(request, "protection/kit.html", context, status=422 if form.is_bound else 200)
