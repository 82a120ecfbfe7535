"""One's own hours: what counts and why, make-ups, disputes, stars, points, certificates."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from .. import actions
from ..forms import CertificateForm, MakeUpForm, WordsForm
from ..hours import Hours, hours_of
from ..models import Credit, Dispute, Redemption, Reward
from ..rules import Rules, rules_in_force
from ..wording import shown_hours

PAGE = 30


@login_required
def hours(request: PersonRequest) -> HttpResponse:
    """Show every line of one's own, and what they add up to."""
    return _hours(request, CertificateForm())


def _hours(request: PersonRequest, form: CertificateForm) -> HttpResponse:
    person, rules = request.user, rules_in_force()
    held = hours_of(person)
    lines = Credit.objects.filter(person=person).standing().select_related("place__parent")
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "hours": held, "verified": shown_hours(held.verified), "page": page,
        "made_up": shown_hours(held.made_up), "form": form,
        "disputed": set(
            Dispute.objects.open().filter(person=person).values_list("credit", flat=True)
        ),
        "make_ups": person.make_ups.exclude(state="approved")[:20],
        "certificates": person.certificates.all()[:20], "years": rules.retention_years,
        **_stars(request, held, rules),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "records/mine.html", context, status=status)


def _stars(request: PersonRequest, held: Hours, rules: Rules) -> dict[str, Any]:
    """Return the stars held, those that may be asked for, and how far the next ones are."""
    awards = {row.stars: row for row in request.user.stars.exclude(state="refused")}
    reached = actions.stars_within(held.verified, rules.star_hours)
    ahead = [hours for hours in rules.star_hours if hours * 60 > held.verified]
    given = [row for row in awards.values() if row.state == "given"]
    return {
        "award": max(given, key=lambda row: row.stars, default=None),
        "may_ask": reached if reached and reached not in awards else 0,
        "asked": next((row for row in awards.values() if row.state == "asked"), None),
        "next_hours": ahead[0] if ahead else None,
        "next_stars": "★" * (reached + 1) if ahead else "",
        "done_hours": held.verified // 60,
    }


@login_required
def line(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one line: what the door saw, what counts of it and why; and its corrections."""
    return _line(request, pk, WordsForm())


def _line(request: PersonRequest, pk: int, form: WordsForm) -> HttpResponse:
    rows = Credit.objects.filter(person=request.user).exclude(kind="joined")
    row = get_object_or_404(rows.select_related("place__parent", "principal"), pk=pk)
    context = {
        "line": row, "before": before(row), "newer": Credit.objects.filter(corrects=row).first(),
        "form": form, "disputes": row.disputes.all(),
        "evaluation": getattr(row, "evaluation", None),
        "may_dispute": not row.disputes.filter(state="open").exists(),
    }  # fmt: skip
    return render(request, "records/line.html", context, status=422 if form.is_bound else 200)


def before(row: Credit) -> list[Credit]:
    """Return the lines a line corrects, the newest first: the old values stay."""
    told: list[Credit] = []
    while row.corrects_id:
        row = Credit.objects.select_related("recorder").get(pk=row.corrects_id)
        told.append(row)
    return told


@require_POST
@login_required
def disputing(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Credit.objects.filter(person=request.user).standing(), pk=pk)
    form = WordsForm(request.POST)
    if form.is_valid():
        with refusal_on(form, "words"):
            actions.dispute(row, words=form.cleaned_data["words"], by=request.user)
            messages.success(request, _("Thank you. Somebody looks at it and answers you."))
            return redirect("records:line", pk)
    return _line(request, pk, form)


@require_POST
@login_required
def withdrawing(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Dispute, pk=pk, person=request.user)
    actions.withdraw_dispute(row, by=request.user)
    return redirect("records:line", row.credit_id)


@login_required
def making_up(request: PersonRequest) -> HttpResponse:
    """Enter hours no door saw; a second person decides."""
    form = MakeUpForm(posted(request), request.FILES or None)
    if form.is_valid():
        with refusal_on(form):
            proof = form.cleaned_data["proof"]
            actions.ask_make_up(request.user, form.told(), proof=proof, by=request.user)
            messages.success(request, _("Entered. They count once a second person agrees."))
            return redirect("records:mine")
    context = {"form": form, "days": rules_in_force().make_up_days}
    return render(request, "records/make_up.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def asking_stars(request: PersonRequest) -> HttpResponse:
    rules = rules_in_force()
    stars = actions.stars_within(hours_of(request.user).verified, rules.star_hours)
    actions.ask_stars(stars, by=request.user)
    messages.success(request, _("Asked for. You are told when they are given."))
    return redirect("records:mine")


@require_POST
@login_required
def asking_certificate(request: PersonRequest) -> HttpResponse:
    form = CertificateForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.ask_certificate(request.user, **form.cleaned_data, by=request.user)
            messages.success(
                request, _("Asked for. It is free, and you are told when it is ready.")
            )
            return redirect("records:mine")
    return _hours(request, form)


@login_required
def points(request: PersonRequest) -> HttpResponse:
    """Show one's points, where they come from, and what they are given for."""
    moves = request.user.point_moves.select_related("credit", "redemption__reward")
    rewards = Reward.objects.current().select_related("place__parent")
    context = {
        "hours": hours_of(request.user),
        "uid": uuid4(),
        "rewards": rewards[:100],
        "page": Paginator(moves, PAGE).get_page(request.GET.get("page")),
        "redemptions": request.user.redemptions.select_related("reward__place__parent")[:20],
    }
    return render(request, "records/points.html", context)


@require_POST
@login_required
def redeeming(request: PersonRequest, pk: int) -> HttpResponse:

    reward = get_object_or_404(Reward.objects.current(), pk=pk)
    try:
        uid = UUID(request.POST.get("uid", ""))
    except ValueError as error:
        raise Http404 from error
    actions.redeem(reward, uid=uid, by=request.user)
    messages.success(request, _("It is yours: fetch it at %(place)s.") % {"place": reward.place})
    return redirect("records:points")


@require_POST
@login_required
def returning(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Redemption, pk=pk, person=request.user)
    actions.give_back(row, by=request.user)
    messages.success(request, _("Given back; the points are yours again."))
    return redirect("records:points")
