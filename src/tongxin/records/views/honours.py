"""The desk of stars and rewards."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from .. import actions
from ..forms import ReasonForm, RewardForm, StockForm
from ..models import Redemption, Reward, StarAward
from ..wording import shown_hours

PAGE = 50


@require_GET
@login_required
def stars(request: PersonRequest) -> HttpResponse:
    """List who asked for stars, the oldest first."""
    request.user.must_somewhere("star.give")
    rows = StarAward.objects.visible_to(request.user).exclude(person=request.user.pk)
    rows = rows.filter(state="asked").order_by("asked_at", "pk")
    related = rows.select_related("person__volunteer", "person__home__parent")
    page = Paginator(related, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.shown_hours = shown_hours(row.minutes)
    return render(request, "records/desk/stars.html", {"page": page, "form": ReasonForm()})


def _award(request: PersonRequest, pk: int) -> StarAward:
    rows = StarAward.objects.visible_to(request.user).exclude(person=request.user.pk)
    found: StarAward = get_object_or_404(rows.select_related("person__home"), pk=pk)
    return found


@require_POST
@login_required
def awarding(request: PersonRequest, pk: int) -> HttpResponse:
    actions.give_stars(_award(request, pk), by=request.user)
    messages.success(request, _("Given; the volunteer has been told."))
    return redirect("records:stars")


@require_POST
@login_required
def refusing_stars(request: PersonRequest, pk: int) -> HttpResponse:
    actions.refuse_stars(_award(request, pk), reason=request.POST.get("reason", ""),
                         by=request.user)  # fmt: skip
    messages.success(request, _("Not given; the volunteer has been told why."))
    return redirect("records:stars")


@login_required
def rewards(request: PersonRequest) -> HttpResponse:
    """List the rewards of one's places and what waits to be fetched; offer another."""
    request.user.must_somewhere("reward.manage")
    form = RewardForm(posted(request), by=request.user)
    if form.is_valid():
        with refusal_on(form):
            data = dict(form.cleaned_data)
            actions.offer_reward(data.pop("place"), **data, by=request.user)
            messages.success(request, _("Offered."))
            return redirect("records:rewards")
    managed = Reward.objects.managed_by(request.user)
    waiting = Redemption.objects.filter(reward__in=managed, state="asked").order_by("pk")
    rows = managed.current().select_related("place__parent")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "form": form,
        "waiting": waiting.select_related("reward__place__parent", "person__volunteer")[:PAGE],
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "records/desk/rewards.html", context, status=status)


def _reward(request: PersonRequest, pk: int) -> Reward:
    found: Reward = get_object_or_404(Reward.objects.managed_by(request.user), pk=pk)
    return found


@require_POST
@login_required
def restocking(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _reward(request, pk), StockForm(request.POST)
    if form.is_valid():
        actions.restock_reward(row, count=form.cleaned_data["count"], by=request.user)
        messages.success(request, _("Written down."))
    return redirect("records:rewards")


@require_POST
@login_required
def retiring(request: PersonRequest, pk: int) -> HttpResponse:
    actions.retire_reward(_reward(request, pk), by=request.user)
    messages.success(request, _("Offered no more."))
    return redirect("records:rewards")


@require_POST
@login_required
def handing(request: PersonRequest, pk: int) -> HttpResponse:
    managed = Reward.objects.managed_by(request.user)
    row = get_object_or_404(Redemption, pk=pk, reward__in=managed)
    actions.hand_over(row, by=request.user)
    messages.success(request, _("Handed over."))
    return redirect("records:rewards")
