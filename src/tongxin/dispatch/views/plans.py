"""The planner's desk: draw, look, pin, compare, send."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted
from tongxin.people.requests import PersonRequest
from tongxin.rosters.models import Part, Shift
from tongxin.volunteers.models import Volunteer
from tongxin.web.http import is_key

from .. import actions
from ..board import Board
from ..comparing import compare, placements_of
from ..costs import Costs
from ..explaining import who_else, why_empty
from ..forms import PlanForm
from ..models import Pin, Plan
from ..seen import stale
from .folding import folded

PAGE = 50
CRUMB = {"label": gettext_lazy("Plans"), "url": "/desk/plans"}


def own(request: PersonRequest, plan_id: int) -> Plan:
    """Return a plan the reader may make, or 404."""
    rows = Plan.objects.visible_to(request.user).select_related("place", "job", "made_by", "after")
    found: Plan = get_object_or_404(rows, pk=plan_id)
    return found


@login_required
@never_cache
def plans(request: PersonRequest) -> HttpResponse:
    """List the plans; have another drawn."""
    request.user.must_somewhere("plan.make")
    form = PlanForm(posted(request), by=request.user)
    if form.is_valid():
        plan = actions.order_plan(
            form.cleaned_data["place"], first=form.cleaned_data["first"], last=form.last,
            costs=form.costs, by=request.user,
        )  # fmt: skip
        return redirect("dispatch:plan", plan.pk)
    rows = Plan.objects.visible_to(request.user).select_related("place", "made_by")
    context = {
        "form": form,
        "page": Paginator(rows.exclude(state="dropped"), PAGE).get_page(request.GET.get("page")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dispatch/plans.html", context, status=status)


@login_required
@never_cache
def plan(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Show the draft: coverage, ways, load, the proof, what is missing where."""
    row = own(request, plan_id)
    board = Board.of(row) if row.figures else None
    teams = row.team_placements.select_related("team", "shift__post__place__parent")
    context = {
        "plan": row, "board": board, "crumbs": [CRUMB],
        "stale": stale(row) if row.is_draft else [],
        "missing": folded(board.missing if board else []), "teams": folded(list(teams)),
        "pins": row.pins.select_related("person__volunteer", "shift__post", "by"),
        "others": Plan.objects.visible_to(request.user).filter(
            place=row.place, first_day=row.first_day, state__in=["draft", "sent"]
        ).exclude(pk=row.pk).select_related("place")[:10],
        "answers": row.offers.values_list("enrolment__state").annotate(n=Count("pk")).order_by(),
    }  # fmt: skip
    return render(request, "dispatch/plan.html", context)


@login_required
@never_cache
def shifts(request: PersonRequest, plan_id: int) -> HttpResponse:
    """List the shifts of a plan, the emptiest first, by town and day."""
    row = own(request, plan_id)
    board = Board.of(row)
    town, day = request.GET.get("town", ""), request.GET.get("day", "")
    rows = Paginator(board.shifts(town, day), PAGE)
    context = {
        "plan": row, "board": board, "page": rows.get_page(request.GET.get("page")),
        "town": town, "day": day,
        "crumbs": [CRUMB, {"label": str(row), "url": f"/desk/plans/{row.pk}"}],
    }  # fmt: skip
    return render(request, "dispatch/shifts.html", context)


@login_required
@never_cache
def shift(request: PersonRequest, plan_id: int, shift_id: int) -> HttpResponse:
    """Show who stands in a shift by the plan, why places are empty, and who else could."""
    row = own(request, plan_id)
    found = get_object_or_404(
        Shift.objects.select_related("post__place__parent", "post__site", "post__service_class"),
        pk=shift_id,
    )
    context = {
        "plan": row, "shift": found, "placements": placements_of(row, shift_id),
        "parts": found.post.parts.filter(team=None, whole_team=False),
        "why_empty": why_empty(row, found), "others": who_else(row, found),
        "crumbs": [CRUMB, {"label": str(row), "url": f"/desk/plans/{row.pk}"}],
    }  # fmt: skip
    return render(request, "dispatch/plan_shift.html", context)


@login_required
@never_cache
def comparison(request: PersonRequest, plan_id: int, other_id: int) -> HttpResponse:
    """Show two plans side by side."""
    here, there = own(request, plan_id), own(request, other_id)
    rows, same, different = compare(here, there)
    crumbs = [CRUMB, {"label": str(here), "url": f"/desk/plans/{here.pk}"}]
    context = {"plan": here, "other": there, "rows": rows, "same": same, "different": different,
               "crumbs": crumbs}  # fmt: skip
    return render(request, "dispatch/comparison.html", context)


@require_POST
@login_required
def pins(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Fix a pair, forbid it, or leave somebody out."""
    row = own(request, plan_id)
    volunteer = get_object_or_404(
        Volunteer.objects.visible_to(request.user).select_related("person"),
        number=request.POST.get("number", "").strip(),
    )
    kind = request.POST.get("kind", "")
    found: Any = None
    if kind != Pin.Kind.OUT:
        found = get_object_or_404(Shift, pk=_number(request, "shift"))
    part = Part.objects.filter(pk=_number(request, "part")).first() if found else None
    actions.pin(
        row, volunteer.person, kind=kind, shift=found, part=part,
        reason=request.POST.get("reason", ""), by=request.user,
    )  # fmt: skip
    messages.success(request, _("Kept for the next drawing. Draw again when you have said all."))
    if found:
        return redirect("dispatch:plan_shift", row.pk, found.pk)
    return redirect("dispatch:plan", row.pk)


def _number(request: PersonRequest, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if is_key(said) else 0


@require_POST
@login_required
def unpinning(request: PersonRequest, plan_id: int, pin_id: int) -> HttpResponse:
    row = own(request, plan_id)
    actions.unpin(get_object_or_404(row.pins.all(), pk=pin_id), by=request.user)
    return redirect("dispatch:plan", row.pk)


@require_POST
@login_required
def again(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Draw the same days again, with the pins; both drafts can be compared."""
    row = own(request, plan_id)
    new = actions.order_plan(
        row.place, first=row.first_day, last=row.last_day, costs=Costs.read(row.settings),
        after=row, by=request.user,
    )  # fmt: skip
    return redirect("dispatch:plan", new.pk)


@require_POST
@login_required
def sending(request: PersonRequest, plan_id: int) -> HttpResponse:
    row = actions.send_plan(own(request, plan_id), by=request.user)
    return redirect("dispatch:plan", row.pk)


@require_POST
@login_required
def dropping(request: PersonRequest, plan_id: int) -> HttpResponse:
    actions.drop_plan(own(request, plan_id), by=request.user)
    messages.success(request, _("The draft is put away. Nobody was asked."))
    return redirect("dispatch:plans")
