"""Follow a need by its code: no login, no personal data."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.errors import DomainError
from tongxin.people.actions import robot
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.web.caching import keep_for_anyone

from ..actions import add_note, reopen_need, withdraw_need
from ..actions.ending import can_be_reopened, speaks_for
from ..codes import possible_codes
from ..danger import find_alarm
from ..forms import TrackForm
from ..models import Assignment, Need, Step
from ..patience import must_have_patience, spend
from ..redaction import redact
from ..versions import versions
from ..wording import NEXT, STEPS
from .asking import asker_of
from .gently import gentle_csrf, is_too_old

GUESSES = 30  # wrong codes one network may try …
KEPT_SECONDS = 60  # "3 minutes ago" may be a minute old; what somebody changes is seen at once
PLACE_SECONDS = 300
# What these pages read of a need; its place is read when the page is not kept.
FOLLOWED = [
    "tracking_code", "words", "language", "state", "state_since", "due_at", "completed_at",
    "refer_to", "reason", "merged_into", "requester", "recorder", "on_behalf", "times_reopened",
    "raised_at", "place", "team__name", "team__name_en",
]  # fmt: skip
GUESS_SECONDS = 600  # … in ten minutes; a whole village hall may share one network


def find_by_code(request: HttpRequest, text: str) -> Need | None:
    """Return the need of a code, forgiving how it was typed; count what was wrong.

    Raises `TooOften`.
    """
    found = _found(request, text)
    return _followed().get(pk=found[0]) if found else None


def _found(request: HttpRequest, text: str) -> tuple[Any, ...] | None:
    """Return the version of the one need a code means, or None and one guess less."""
    must_have_patience(request, "guess", most=GUESSES)
    found = versions(possible_codes(text))
    if len(found) == 1:
        return found[0]
    spend(request, "guess", seconds=GUESS_SECONDS)
    return None


def _followed() -> "QuerySet[Any]":
    return Need.objects.select_related("team").only(*FOLLOWED)


def _need(request: HttpRequest, code: str) -> Need:
    need = find_by_code(request, code)
    if need is None:
        raise Http404
    return need


@dataclass(frozen=True)
class Told:
    """One step, in words for the one who asked."""

    label: str | Promise
    note: str
    team: Any
    at: datetime


def _told(steps: list[Step], need: Need, report: str) -> Iterator[Told]:
    """Yield the need's own steps, then those of the need it was joined with.

    The `report` is shown above them, so it is not said twice.
    """
    before = ""
    for step in steps:
        if step.need_id != need.pk and step.at < need.state_since:
            continue  # before they were joined
        added = step.state == before and step.note
        label = _("Added") if added else STEPS[step.state]
        note = "" if step.note and report.startswith(step.note) else redact(step.note)
        yield Told(label, note, step.team, step.at)
        before = step.state


@never_cache
@require_GET
def status(request: HttpRequest, code: str) -> HttpResponse:
    """Show how far a need has come, to whoever knows its tracking code."""
    found = _found(request, code)
    if found is None:
        return _unknown(request, code)
    key, merged, *version = found

    def page() -> HttpResponse:
        return _page(request, _followed().get(pk=key))

    if merged:  # changes with another need
        return page()
    kept_as = f"status:{key}:" + ":".join(map(str, version)).replace(" ", "T")
    return keep_for_anyone(request, kept_as, page, seconds=KEPT_SECONDS)


def _page(
    request: HttpRequest,
    need: Need,
    *,
    typed: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    need.place = _place(need.place_id)
    standing = need.standing
    answer = _answer(standing)
    report = answer.report if answer else ""
    told = list(_told(_steps(need, standing), need, report))
    context = {
        "need": need, "standing": standing, "joined": standing.pk != need.pk,
        "words": redact(need.words), "steps": told,
        "answer": answer, "report": redact(report), "reason": redact(standing.reason),
        "next": NEXT.get(standing.state, ""), "is_late": standing.is_overdue(timezone.now()),
        "alarm": standing.is_open and find_alarm(need.words),
        "may_speak": _may_speak(request, need), "can_be_reopened": can_be_reopened(need),
        "can_be_withdrawn": need.may_become(Need.State.WITHDRAWN),
        "review_url": review_url(need), "typed": typed, "refusal": refusal,
    }  # fmt: skip
    return render(request, "needs/status.html", context, status=status)


def _place(key: int) -> Place:
    """Return a place with the one above it; its name may be some minutes old."""
    found: Place | None = cache.get(f"place:{key}")
    if found is None:
        found = Place.objects.select_related("parent").get(pk=key)
        cache.set(f"place:{key}", found, PLACE_SECONDS)
    return found


def _answer(standing: Need) -> Assignment | None:
    """Return the latest answer, where one was given."""
    if standing.completed_at is None and not standing.times_reopened:
        return None
    done = standing.assignments.filter(state=Assignment.State.DONE)
    return done.only("report", "answer_url").order_by("-given_at", "-pk").first()


def _steps(need: Need, standing: Need) -> list[Step]:
    steps = Step.objects.filter(need__in={need.pk, standing.pk}).select_related("team")
    return list(steps.only("need", "state", "note", "at", "team__name", "team__name_en"))


def _may_speak(request: HttpRequest, need: Need) -> bool:
    person = asker_of(request)
    return need.requester_id is None or (person is not None and speaks_for(need, person))


def review_url(need: Need) -> str:
    """Where to say how it was; "" until the app for receipts is there."""
    try:
        return reverse("feedback:review", args=[need.tracking_code])
    except NoReverseMatch:
        return ""


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    form = TrackForm({"code": code})
    form.full_clean()
    form.add_error("code", _("We know no request with this code. Please look at it once more."))
    return render(request, "needs/doors/track.html", {"form": form}, status=404)


@never_cache
@require_GET
def track(request: HttpRequest) -> HttpResponse:
    """Ask for a code; go to its page."""
    code = request.GET.get("code", "")
    if not code.strip():
        return render(request, "needs/doors/track.html", {"form": TrackForm()})
    need = find_by_code(request, code)
    return redirect("needs:status", need.tracking_code) if need else _unknown(request, code)


def _speaker(request: HttpRequest, need: Need) -> Person:
    """Who acts: the one who signed in and asked, or whoever holds the code."""
    person = asker_of(request)
    return person if person and speaks_for(need, person) else robot("resident-door")


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Not solved: open it again."""
    need = _need(request, code)
    reason = request.POST.get("reason", "").strip() or _("It is not solved.")
    reopen_need(need, reason=reason[:300], by=_speaker(request, need))
    messages.success(request, _("It is open again. We are sorry it was not solved."))
    return redirect("needs:status", need.tracking_code)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """No longer needed."""
    need = _need(request, code)
    withdraw_need(need, by=_speaker(request, need))
    messages.success(request, _("Withdrawn. Thank you for telling us."))
    return redirect("needs:status", need.tracking_code)


@gentle_csrf
@require_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Add something; what cannot be taken stays in its box."""
    need, words = _need(request, code), request.POST.get("words", "")
    if is_too_old(request):
        sentence = _("This page was open for long. Everything is still here: press send again.")
        return _page(request, need, typed=words, refusal=sentence, status=403)
    try:
        add_note(need, words=words, by=_speaker(request, need))
    except DomainError as error:
        return _page(request, need, typed=words, refusal=str(error), status=error.status)
    messages.success(request, _("Added. Whoever works on it will read it."))
    return redirect("needs:status", need.tracking_code)


@never_cache
@require_GET
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Say thank you and show the code, large."""
    need = _need(request, code)
    context = {"need": need, "alarm": find_alarm(need.words), "next": NEXT.get(need.state, "")}
    return render(request, "needs/doors/sent.html", context)


@never_cache
@require_http_methods(["GET", "HEAD"])
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """A slip of paper with the code, for somebody without a phone."""
    need = _need(request, code)
    address = settings.PUBLIC_URL.split("://")[-1]
    return render(request, "needs/doors/slip.html", {"need": need, "address": address})


def qr_code(address: str) -> HttpResponse:
    """Return `address`, below our own, as a QR code in SVG."""
    out = io.BytesIO()
    code = segno.make(settings.PUBLIC_URL + address, error="m", micro=False)
    code.save(out, kind="svg", border=2, dark="#000", light="#fff", scale=4, xmldecl=True)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@cache_control(max_age=86400)
@require_GET
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The way to a need's page, to be scanned. Says nothing of whether there is one."""
    codes = possible_codes(code)
    if len(codes) != 1:
        raise Http404
    return qr_code(reverse("needs:status", args=codes))
