"""The desk: the queue, appeals, words."""

from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.places.queries import under_path
from tongxin.web.http import safe_return

from .. import actions, lexicon
from ..forms import AnswerForm, QueueFilter, RefusalForm, WordForm
from ..models import SensitiveWord, Submission
from ..queries import SubmissionQuerySet

PAGE = 50
VIEWS = ("waiting", "appeals", "decided")


def desk_only(view: Any) -> Any:
    """Let in who holds "moderation.see" somewhere; for anybody else the page does not exist."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not cast(Person, request.user).paths_where("moderation.see"):
            raise Http404
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return checked


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@desk_only
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the worst and the oldest first."""
    return _queue(request)


def _queue(request: HttpRequest, refusal: RefusalForm | None = None) -> HttpResponse:
    asked = QueueFilter(request.GET)
    rows = _narrowed(Submission.objects.on_desk_of(_me(request)).waiting(), asked)
    page = _page(request)
    shown = rows.worst_first().select_related("place__parent")[page * PAGE : (page + 1) * PAGE + 1]
    chosen = set(_keys_chosen(request))
    context = {
        "submissions": list(shown[:PAGE]),
        "filter": asked,
        "refusal": refusal or RefusalForm(),
        "chosen": chosen,
        **_pages(request, page, more=len(shown) > PAGE),
        **_tabs(request, "queue"),
    }
    return render(request, "moderation/queue.html", context, status=422 if refusal else 200)


def _narrowed(rows: SubmissionQuerySet, asked: QueueFilter) -> SubmissionQuerySet:
    """Return the rows the filter asks for; what it cannot read it leaves out."""
    asked.is_valid()
    wanted = asked.cleaned_data
    if wanted.get("q"):
        rows = rows.filter(text__icontains=wanted["q"])
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("place"):
        rows = rows.filter(under_path(wanted["place"], "place__path"))
    if wanted.get("severity") is not None:
        rows = rows.filter(severity=wanted["severity"])
    if wanted.get("longer_than_hours"):
        since = timezone.now() - timedelta(hours=wanted["longer_than_hours"])
        rows = rows.filter(submitted_at__lt=since)
    return rows


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "0")
    return int(asked) if asked.isdecimal() and len(asked) <= 4 else 0


def _pages(request: HttpRequest, page: int, *, more: bool) -> dict[str, str]:
    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    return {
        "previous_url": address(page - 1) if page else "",
        "next_url": address(page + 1) if more else "",
    }


def _tabs(request: HttpRequest, tab: str) -> dict[str, Any]:
    seen = Submission.objects.on_desk_of(_me(request))
    return {
        "tab": tab,
        "waiting": seen.waiting().count(),
        "appeals": seen.appealed().count(),
        "keeps_words": bool(_me(request).paths_where("moderation.words")),
    }


def _chosen(request: HttpRequest) -> list[Submission]:
    seen = Submission.objects.on_desk_of(_me(request))
    return list(seen.filter(pk__in=_keys_chosen(request)).select_related("place"))


def _keys_chosen(request: HttpRequest) -> list[int]:
    """Return the keys that were ticked; what is no key is left out."""
    asked = request.POST.getlist("chosen")[:1000]
    return [int(key) for key in asked if key.isdecimal() and len(key) <= 18]


def _tell_result(request: HttpRequest, decided: actions.Decided, words: str) -> None:
    messages.success(request, words % {"n": len(decided.done)})
    if late := len(decided.too_late):
        late_words = ngettext(
            "%(n)s was decided by somebody else meanwhile.",
            "%(n)s were decided by somebody else meanwhile.",
            late,
        )
        messages.info(request, late_words % {"n": late})


@desk_only
@require_POST
def passes(request: HttpRequest) -> HttpResponse:
    """Show the chosen texts."""
    if chosen := _chosen(request):
        decided = actions.decide(chosen, verdict="passed", by=_me(request))
        shown = ngettext("%(n)s is shown now.", "%(n)s are shown now.", len(decided.done))
        _tell_result(request, decided, shown)
    else:
        messages.info(request, _("Please choose something first."))
    return redirect(safe_return(request, "/desk/moderation"))


@desk_only
@require_POST
def refusals(request: HttpRequest) -> HttpResponse:
    """Keep the chosen texts back, with one reason."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _queue(request, form)
    if chosen := _chosen(request):
        reason = form.cleaned_data["reason"]
        decided = actions.decide(chosen, verdict="refused", reason=reason, by=_me(request))
        kept = ngettext(
            "%(n)s is not shown; the author was told why.",
            "%(n)s are not shown; the authors were told why.",
            len(decided.done),
        )
        _tell_result(request, decided, kept)
    else:
        messages.info(request, _("Please choose something first."))
    return redirect(safe_return(request, "/desk/moderation"))


@desk_only
@require_GET
def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    """One text alone, with everything known about it."""
    seen = Submission.objects.on_desk_of(_me(request)).select_related(
        "place__parent", "author", "decided_by", "appeal_decided_by"
    )
    found = get_object_or_404(seen, pk=submission_id)
    before = Submission.objects.on_desk_of(_me(request)).of(found.author_key).exclude(pk=found.pk)
    context = {
        "submission": found,
        "earlier": before.order_by("-submitted_at")[:10],
        "refusal": RefusalForm(),
        "answer": AnswerForm(),
        **_tabs(request, "queue" if found.is_waiting else "decided"),
    }
    return render(request, "moderation/submission.html", context)


@desk_only
@require_POST
def returns(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take a decision back."""
    found = get_object_or_404(Submission.objects.on_desk_of(_me(request)), pk=submission_id)
    actions.return_to_queue(found, by=_me(request))
    messages.success(request, _("It waits again and is hidden until somebody decides."))
    return redirect("moderation:submission", found.pk)


@desk_only
@require_GET
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided, the newest first."""
    asked, page = QueueFilter(request.GET), _page(request)
    states = ["passed", "refused", "upheld"]
    rows = _narrowed(Submission.objects.on_desk_of(_me(request)).filter(state__in=states), asked)
    shown = rows.order_by("-decided_at", "-pk").select_related("place__parent", "decided_by")[
        page * PAGE : (page + 1) * PAGE + 1
    ]
    context = {
        "submissions": list(shown[:PAGE]),
        "filter": asked,
        **_pages(request, page, more=len(shown) > PAGE),
        **_tabs(request, "decided"),
    }
    return render(request, "moderation/decided.html", context)


@desk_only
@require_GET
def appeals(request: HttpRequest) -> HttpResponse:
    """What authors want looked at again, the oldest first."""
    rows = Submission.objects.on_desk_of(_me(request)).appealed().order_by("appealed_at", "pk")
    context = {
        "submissions": rows.select_related("place__parent", "decided_by")[:PAGE],
        **_tabs(request, "appeals"),
    }
    return render(request, "moderation/appeals.html", context)


def _answer(request: HttpRequest, submission_id: int, verdict: str) -> HttpResponse:
    found = get_object_or_404(Submission.objects.on_desk_of(_me(request)), pk=submission_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        context = {"submission": found, "answer": form, "refusal": RefusalForm(),
                   **_tabs(request, "appeals")}  # fmt: skip
        return render(request, "moderation/submission.html", context, status=422)
    reason = form.cleaned_data["reason"]
    actions.decide_appeal(found, verdict=verdict, reason=reason, by=_me(request))
    messages.success(request, _("The author was told."))
    return redirect("moderation:appeals")


@desk_only
@require_POST
def grants(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Agree with an appeal."""
    return _answer(request, submission_id, "passed")


@desk_only
@require_POST
def dismissals(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Stay with the refusal."""
    return _answer(request, submission_id, "upheld")


def _city() -> Place:
    return get_object_or_404(Place, code=settings.CITY)


@desk_only
def words(request: HttpRequest) -> HttpResponse:
    """The city's own words, and how many ship with the house."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_word(**form.cleaned_data, at=_city(), by=_me(request))
        messages.success(request, _("From the next text on."))
        return redirect("moderation:words")
    asked = request.GET.get("q", "").strip()
    tried = actions.words_in(asked) if asked else []
    listed = SensitiveWord.objects.select_related("changed_by")
    context = {
        "form": form,
        "words": listed.filter(_asked_for(asked, tried)) if asked else listed,
        "q": asked,
        "tried": tried,
        "shipped": len(lexicon.starter()),
        **_tabs(request, "words"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "moderation/words.html", context, status=status)


def _asked_for(asked: str, tried: list[lexicon.Flag]) -> Q:
    """The words that hold what was asked for, or are held by it."""
    inside = [flag.found for flag in tried]
    return Q(word__contains=lexicon.normalised(asked)) | Q(word__in=inside)


@desk_only
@require_POST
def word_removal(request: HttpRequest, word_id: int) -> HttpResponse:
    """Take a word off the city's list."""
    actions.remove_word(get_object_or_404(SensitiveWord, pk=word_id), at=_city(), by=_me(request))
    return redirect("moderation:words")
