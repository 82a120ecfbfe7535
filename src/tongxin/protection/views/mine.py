"""A volunteer's own pages: how I am today, and what I wear."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from .. import rota
from ..actions import declare_health, report_accident
from ..forms.health import MyAccidentForm
from ..forms.mine import DeclarationForm
from ..mine import kits_ahead, today_of

AHEAD = timedelta(days=7)
BEFORE = timedelta(days=3)  # one may report an accident of the days before


@login_required
def declare(request: PersonRequest) -> HttpResponse:
    """Say how one is today; what was said is shown, and why one is not to come."""
    form = DeclarationForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            said = declare_health(request.user, form.answers(), by=request.user)
            if not said.is_unfit:
                messages.success(request, _("Thank you. You are fit for duty today."))
            return redirect("protection:declare")
    context = {"form": form, "health": today_of(request.user)}
    status = 422 if form.is_bound else 200
    return render(request, "protection/declare.html", context, status=status)


@login_required
def my_accident(request: PersonRequest) -> HttpResponse:
    """Say that one was hurt on duty, and what was done."""
    today = timezone.localdate()
    turns = rota.turns(rota.Asked(today - BEFORE, today, people=[request.user.pk]))
    form = MyAccidentForm(posted(request), turns=turns)
    if form.is_valid():
        said = form.cleaned_data
        where = {turn.occasion.key: turn.occasion for turn in turns}.get(said["shift"])
        with refusal_on(form):
            report_accident(request.user, form.report(), occasion=where,
                            client_key=said["client_key"], by=request.user)  # fmt: skip
            messages.success(request, _("Thank you. Your coordinator knows and gets in touch."))
            return redirect("protection:declare")
    context = {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "protection/my_accident.html", context, status=status)


@login_required
def my_kit(request: PersonRequest) -> HttpResponse:
    """Show what one needs for the days ahead, who supplies it, and what is in hand."""
    today = timezone.localdate()
    turns = rota.turns(rota.Asked(today, today + AHEAD, people=[request.user.pk]))
    context = {"rows": kits_ahead(request.user, turns)}
    return render(request, "protection/my_kit.html", context)
