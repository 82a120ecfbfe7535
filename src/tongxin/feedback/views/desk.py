"""The receipts desk: how needs were answered, what people say, and the rows behind each figure."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.errors import NotAllowed
from tongxin.menu import groups
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place
from tongxin.web.caching import keep_for_desk

from .. import actions, figures
from ..forms import AnswerForm, OwnerForm
from ..models import Suggestion
from ..rows import FAMILIES, family_of, rows_of

SPANS = (7, 30, 90)  # days
PER_PAGE = 50
SHOWN = 20  # services, teams and towns, those with most answers
FRESH_SECONDS = 60  # a figure of this desk may be this old
MOMENT_SECONDS = 5  # and the page with it


def _window(request: PersonRequest) -> figures.Window:
    """Return the window the reader chose, within what they oversee."""
    person = request.user
    paths, teams = person.paths_where("review.see"), person.teams_led
    if not paths and not teams:
        raise NotAllowed(_("This desk is for stations, institutes and teams."))
    town = request.GET.get("town", "")
    if town:
        place = get_object_or_404(Place, code=town[:12])
        if not any(place.path.startswith(path) for path in paths):
            raise Http404
        paths, teams = [place.path], frozenset()
    today = figures.day_of(timezone.now())
    first = today - timedelta(days=_days(request) - 1)
    return figures.Window(tuple(paths), first, today, teams)


def _days(request: PersonRequest) -> int:
    chosen = request.GET.get("days", "")
    return int(chosen) if chosen in {str(span) for span in SPANS} else SPANS[1]


@login_required
def receipts(request: PersonRequest) -> HttpResponse:
    """Show the figures; each leads to its rows."""
    window, days = _window(request), _days(request)

    def page() -> HttpResponse:
        context = _counted(window, days) | {
            "days": days,
            "spans": SPANS,
            "may_compose": "service.compose" in request.user.powers_anywhere(),
            "town": request.GET.get("town", "")[:12],
        }  # fmt: skip
        return render(request, "feedback/desk/receipts.html", context)

    return keep_for_desk(request, page, scope=request.user.scope, seconds=MOMENT_SECONDS)


def _counted(window: figures.Window, days: int) -> dict[str, Any]:
    """Return the figures of a window, counted at most once in `FRESH_SECONDS`."""
    parts = (window.paths, sorted(window.teams), days, get_language())
    key = "feedback-figures:" + sha256(repr(parts).encode()).hexdigest()
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = _count(window, timezone.now())
        cache.set(key, kept, FRESH_SECONDS)
    return kept


def _count(window: figures.Window, now: datetime) -> dict[str, Any]:
    fared, towns = figures.waits(window, now), figures.satisfaction_by("town", window)
    kinds = [
        ("service", _("By service"), figures.satisfaction_by("service", window, SHOWN)),
        ("team", _("By team"), figures.satisfaction_by("team", window, SHOWN)),
        ("town", _("By town"), towns[:SHOWN]),
    ]
    return {
        "answered": fared.answered,
        "hours": fared.hours,
        "opinion": figures.together(towns),
        "kinds": [{"kind": kind, "label": label, "rows": rows} for kind, label, rows in kinds],
        "promises": _promises(fared, figures.promises(window, now)),
        "groups": groups.ranked(window.paths)[:8],
    }


def _promises(fared: figures.Waits, others: dict[str, figures.Share]) -> list[dict[str, Any]]:
    labels = {
        "needed_by": _("Needs met by the time they named"),
        "sessions": _("Sessions that took place"),
        "editions": _("Editions out at their hour"),
        "suggestions": _("Suggestions answered in time"),
    }
    shares = {"needed_by": fared.in_time} | others
    return [{"key": key, "label": labels[key], "share": share} for key, share in shares.items()]


@login_required
def rows(request: PersonRequest) -> HttpResponse:
    """List the rows behind a figure: `what` says which, `key` of what."""
    window = _window(request)
    what = request.GET.get("what", "asked")
    found = rows_of(what, request.GET.get("key", "")[:20], window, timezone.now())
    if found is None:
        raise Http404
    count, after = found.count(), request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    # The keys first, by an index: sorting whole rows takes as long as there are rows.
    keys = list(found.order_by("-pk").values_list("pk", flat=True)[: PER_PAGE + 1])
    page = found.filter(pk__in=keys[:PER_PAGE]).order_by("-pk")
    more = keys[PER_PAGE - 1] if len(keys) > PER_PAGE else None
    family = FAMILIES[family_of(what) or ""]
    context = {
        "rows": page,
        "part": f"feedback/desk/_{family[what].shape}_row.html",
        "count": count,
        "lists": [
            {"label": listing.label, "url": _query(request, what=code), "on": code == what}
            for code, listing in family.items()
        ],
        "next_url": _query(request, after=str(more)) if more else "",
        "crumbs": [{"label": _("Receipts"), "url": reverse("feedback:receipts")}],
    }
    return render(request, "feedback/desk/rows.html", context)


def _query(request: PersonRequest, **parts: str) -> str:
    """Return the reader's question with other `parts`, from its first page."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in parts.items():
        query[name] = value
    return f"?{query.urlencode()}"


@login_required
def suggestions(request: PersonRequest) -> HttpResponse:
    """List suggestions, the most overdue first."""
    own = Suggestion.objects.filter(owner=request.user.pk)
    if not request.user.paths_where("suggestion.see") and not own.exists():
        raise NotAllowed(_("This desk is for stations, institutes and teams."))
    found = Suggestion.objects.at_the_desk_of(request.user).select_related(
        "words", "place__parent", "owner"
    )
    state = request.GET.get("state", "open")
    found = found.open() if state == "open" else found.filter(state=Suggestion.State.ANSWERED)
    context = {"suggestions": found[:100], "state": state, "now": timezone.now()}
    return render(request, "feedback/desk/suggestions.html", context)


def _suggestion(request: PersonRequest, suggestion_id: int) -> Suggestion:
    rows = Suggestion.objects.at_the_desk_of(request.user).select_related(
        "words", "place__parent", "owner", "author"
    )
    found: Suggestion = get_object_or_404(rows, pk=suggestion_id)
    return found


@login_required
def suggestion(request: PersonRequest, suggestion_id: int) -> HttpResponse:
    """Show one suggestion; take its answer."""
    found = _suggestion(request, suggestion_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer_suggestion(found, by=request.user, **form.cleaned_data)
        return redirect("feedback:suggestions")
    context = {
        "suggestion": found, "form": form, "owner_form": OwnerForm(at=found.place),
        "crumbs": [{"label": _("Suggestions desk"), "url": reverse("feedback:suggestions")}],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "feedback/desk/suggestion.html", context, status=status)


@login_required
@require_POST
def ownership(request: PersonRequest, suggestion_id: int) -> HttpResponse:
    """Say who looks into it; without a name: the reader."""
    found = _suggestion(request, suggestion_id)
    form = OwnerForm(request.POST, at=found.place)
    if request.POST.get("owner") and not form.is_valid():
        raise Http404
    owner = form.cleaned_data["owner"] if form.is_valid() else request.user
    actions.own_suggestion(found, owner=owner, by=request.user)
    return redirect("feedback:suggestion", suggestion_id=suggestion_id)
