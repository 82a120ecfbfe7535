"""The gates at the desk: every rule in plain words, and the response level they look at."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.places.actions import declare_level, end_level
from tongxin.places.models import Place, ResponseLevel
from tongxin.places.queries import under_any
from tongxin.protection.actions import set_hours
from tongxin.protection.hours import hours_in_force

from .forms import HoursForm, LevelForm
from .wording import told_rules

SHOWN = 20  # levels


@login_required
def gates(request: PersonRequest) -> HttpResponse:
    """Show the rules and the levels; declare another level."""
    request.user.must_somewhere("level.declare")
    form = LevelForm(posted(request), by=request.user)
    if form.is_valid():
        new = dict(form.cleaned_data)
        with refusal_on(form):
            declare_level(new.pop("place"), by=request.user, **new)
            messages.success(request, _("The response level is declared."))
            return redirect("clearance:gates")
    return _page(request, form, HoursForm(now=hours_in_force()))


def _page(request: PersonRequest, form: LevelForm, hours_form: HoursForm) -> HttpResponse:
    levels = ResponseLevel.objects.filter(
        under_any(request.user.paths_where("level.declare"), "place__path")
    )
    context = {
        "form": form,
        "hours_form": hours_form,
        "may_set_hours": request.user.may("limit.set", at=Place.objects.get(parent=None)),
        "levels": levels.select_related("place__parent")[:SHOWN],
        "now": timezone.now(),
        "rules": told_rules(hours_in_force()),
    }
    status = 422 if form.is_bound or hours_form.is_bound else 200
    return render(request, "clearance/gates.html", context, status=status)


@require_POST
@login_required
def hours(request: PersonRequest) -> HttpResponse:
    """Set how long people stand at most and rest at least."""
    request.user.must_somewhere("limit.set")
    form = HoursForm(request.POST, now=hours_in_force())
    if form.is_valid():
        with refusal_on(form):
            set_hours(form.hours(), by=request.user)
            messages.success(request, _("The hours are set; they hold from now."))
            return redirect("clearance:gates")
    return _page(request, LevelForm(by=request.user), form)


@require_POST
@login_required
def level_end(request: PersonRequest, pk: int) -> HttpResponse:
    there = under_any(request.user.paths_where("level.declare"), "place__path")
    found = get_object_or_404(ResponseLevel.objects.filter(there).select_related("place"), pk=pk)
    end_level(found, by=request.user)
    messages.success(request, _("The response level has ended."))
    return redirect("clearance:gates")
