"""The receipt as the one who asked fills it in: by tracking code, booking code or link."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tongxin.errors import NotAllowed
from tongxin.menu.models import Booking, Edition, Service
from tongxin.needs.models import Need
from tongxin.needs.patience import must_have_patience, spend
from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.web.http import render_page_or_part

from .. import actions
from ..forms import ReviewForm, SuggestionForm
from ..models import Receipt, Review, Suggestion

REVIEWS_SHOWN = 10
SUGGESTIONS_AN_HOUR = 10  # of one network


def _reader(request: HttpRequest, *, owner: int | None, proxy: int | None) -> Person:
    """Who speaks: the owner or the recorded proxy signed in, else whoever proved it by a code.

    A daughter signed in as herself speaks by her mother's code when the mother has no account.
    What belongs to an account is answered signed in: refused before anything is typed.
    """
    person = request.user if isinstance(request.user, Person) else None
    if person and person.pk in {owner, proxy}:
        return person
    if owner is None:
        return robot("resident-door")
    raise NotAllowed(_("Only the one who asked can say this. Please sign in as them."))


def _fill_in(
    request: HttpRequest,
    receipt_now: Callable[[], Receipt],
    *,
    by: Person,
    what: object,
    back: str,
    reopens: bool = False,
) -> HttpResponse:
    """Show the form, take it; nothing typed is lost. The receipt is made when it is sent."""
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        review = actions.give_review(receipt_now(), by=by, **said)
        if review.solved == Review.Solved.NO and review.receipt.need_behind:
            messages.info(request, _("We are sorry. Your request is open again."))
        else:
            messages.success(request, _("Thank you. Your words make tomorrow's menu better."))
        return redirect(back)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "what": what, "back": back, "reopens": reopens}
    return render(request, "feedback/review.html", context, status=status)


@never_cache
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Say how the answer to a need was, by its tracking code."""
    needs = Need.objects.select_related("merged_into", "place", "team")
    need = get_object_or_404(needs, tracking_code=code.replace("-", "").upper()[:12])
    receipt = Receipt.objects.of_last_answer(need).first()
    back = reverse("needs:status", args=[need.tracking_code])
    if receipt and Review.objects.filter(receipt=receipt).exists():
        return render(request, "feedback/done.html", {"back": back})
    actions.must_be_answered(need)
    by = _reader(
        request, owner=need.requester_id, proxy=need.recorder_id if need.on_behalf else None
    )
    return _fill_in(
        request, lambda: actions.receipt_for_need(need, by=by), by=by,
        what=need.shown_words if need.public_words else "", back=back, reopens=True,
    )  # fmt: skip


@never_cache
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """Say how a session was, by the booking's code."""
    rows = Booking.objects.select_related("session__service__team", "session__place")
    found = get_object_or_404(rows, code=code.replace("-", "").upper()[:12])
    back = reverse("menu:booking", args=[found.code])
    if Review.objects.filter(receipt__booking=found).exists():
        return render(request, "feedback/done.html", {"back": back})
    actions.must_be_over(found)
    by = _reader(request, owner=found.person_id, proxy=found.recorder_id)
    return _fill_in(
        request, lambda: actions.receipt_for_booking(found, by=by), by=by,
        what=found.session.service, back=back, reopens=found.need_id is not None,
    )  # fmt: skip


@never_cache
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Fill in a receipt by the link in its message."""
    rows = Receipt.objects.select_related("need", "booking__session__service", "edition")
    found = get_object_or_404(rows, token=token)
    if found.need:
        return redirect("feedback:review", code=found.need.tracking_code)
    if found.booking:
        return redirect("feedback:review_booking", code=found.booking.code)
    return redirect("feedback:review_edition", edition_id=found.edition_id)


@login_required
@never_cache
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Say how a day's menu was; signed-in readers, once."""
    rows = Edition.objects.published().select_related("platform", "place")
    found = get_object_or_404(rows, pk=edition_id)
    back = reverse("menu:day", args=[found.day.year, found.day.month, found.day.day])
    if Review.objects.filter(receipt__edition=found, receipt__person=request.user.pk).exists():
        return render(request, "feedback/done.html", {"back": back})
    by = _reader(request, owner=request.user.pk, proxy=None)
    return _fill_in(
        request, lambda: actions.receipt_for_edition(found, by=by), by=by, what=found, back=back
    )


def of_service(request: HttpRequest, service_id: int) -> HttpResponse:
    """Show what others said of a service: only what passed moderation."""
    service = get_object_or_404(Service, pk=service_id, state__in=["open", "ended"])
    reviews = Review.objects.public().filter(receipt__service=service).select_related("comment")
    context = {"reviews": reviews[:REVIEWS_SHOWN], "service": service}
    return render_page_or_part(
        request, "feedback/reviews.html", context, part="feedback/_reviews.html"
    )


def suggest(request: HttpRequest) -> HttpResponse:
    """Take a suggestion from anybody."""
    author = request.user if isinstance(request.user, Person) else None
    form = SuggestionForm(request.POST or None)
    if request.method == "POST":
        must_have_patience(request, "suggest", most=SUGGESTIONS_AN_HOUR)
        if form.is_valid():
            spend(request, "suggest", seconds=3600)
            made = actions.make_suggestion(
                form.cleaned_data["words"], at=form.cleaned_data["at"], author=author,
                by=author or robot("resident-door"),
            )  # fmt: skip
            return redirect("feedback:suggestion_status", token=made.token)
    status = 422 if request.method == "POST" else 200
    return render(request, "feedback/suggest.html", {"form": form}, status=status)


@never_cache
def suggestion_status(request: HttpRequest, token: str) -> HttpResponse:
    """Show what became of a suggestion to whoever has its link."""
    rows = Suggestion.objects.select_related("words", "place")
    found = get_object_or_404(rows, token=token)
    return render(request, "feedback/suggestion_status.html", {"suggestion": found})
