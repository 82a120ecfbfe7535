"""The desk of duplicates: pairs that look like one human, side by side, merged or held apart."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.vault.sealing import mask_name, mask_phone
from tongxin.web.caching import keep_for_desk
from tongxin.web.framing import Framed
from tongxin.web.templatetags.web import place

from .. import chapters
from ..actions import hold_apart, merge
from ..duplicates import Pair, mergeable_by, pair_of, suspected
from ..forms.desk import MergeForm
from ..models import Volunteer
from .desk import MOMENT_SECONDS, state_tags


@require_GET
@login_required
def duplicates(request: PersonRequest) -> HttpResponse:
    """List the pairs that look like one human, by name."""
    request.user.must_somewhere("volunteer.merge")
    return keep_for_desk(
        request, lambda: _suspected(request), scope=request.user.scope, seconds=MOMENT_SECONDS
    )


def _suspected(request: PersonRequest) -> Framed:
    words = request.GET.get("q", "").strip()[:60]
    pairs, after = suspected(request.user, after=request.GET.get("after", "")[:60], q=words)
    query = request.GET.copy()
    query["after"] = after
    context = {
        "pairs": [_line(pair) for pair in pairs],
        "next_url": f"?{query.urlencode()}" if after else "",
        "reader": request.reader,  # type: ignore[attr-defined]
    }
    found = render_to_string("volunteers/desk/_pairs.html", context)
    return Framed("volunteers/desk/duplicates.html", {"words": words, "found": found})


def _line(pair: Pair) -> dict[str, Any]:
    """Return a pair as the list writes it."""
    kept, gone, tags = pair.kept, pair.gone, state_tags(get_language())
    homes: dict[int | None, Any] = {one.person.home_id: one.person.home for one in (kept, gone)}
    notes = [*pair.reasons, *(place(home) for home in homes.values())]
    return {
        "keys": f"{kept.pk}/{gone.pk}/", "masked": mask_name(kept.person.name),
        "kept": kept.number, "gone": gone.number,
        "notes": format_html_join("", "<span>{}</span>", ((note,) for note in notes)),
        "state": tags[kept.state], "other_state": tags[gone.state],
    }  # fmt: skip


@require_GET
@login_required
def twin(request: PersonRequest, pk: int) -> HttpResponse:
    """Lead from one volunteer and the number of another to the two side by side."""
    one = _mergeable(request, pk)
    number = request.GET.get("number", "").strip().upper()[:20]
    other = mergeable_by(request.user).filter(number=number).exclude(pk=pk).first()
    if other is None:
        messages.error(request, _("No other open entry has this number."))
        return redirect("volunteers:volunteer", pk=pk)
    return redirect("volunteers:pair", one.pk, other.pk)


def _mergeable(request: PersonRequest, pk: int) -> Volunteer:
    request.user.must_somewhere("volunteer.merge")
    rows = mergeable_by(request.user).select_related("person__home__parent", "unit")
    found: Volunteer = get_object_or_404(rows, pk=pk)
    return found


def _pair(request: PersonRequest, first: int, second: int) -> Pair:
    if first == second:
        raise Http404
    return pair_of(_mergeable(request, first), _mergeable(request, second))


@require_GET
@login_required
def pair(request: PersonRequest, first: int, second: int) -> HttpResponse:
    """Show two entries side by side."""
    found = _pair(request, first, second)
    return _page(request, found, MergeForm(pair=found))


def _page(request: PersonRequest, found: Pair, form: MergeForm) -> HttpResponse:
    context = {
        "pair": found, "form": form, "sides": [_side(found.kept), _side(found.gone)],
        "crumbs": [{"label": _("Duplicates"), "url": "/desk/volunteers/duplicates/"}],
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "volunteers/desk/pair.html", context, status=status)


def _side(volunteer: Volunteer) -> dict[str, Any]:
    person = volunteer.person
    facts = [fact for one in chapters.in_order() for fact in one.desk(person)]
    return {
        "volunteer": volunteer, "person": person, "masked_name": mask_name(person.name),
        "masked_phone": mask_phone(person.phone), "facts": facts,
        "teams": person.memberships.select_related("team"),
        "qualifications": volunteer.qualifications.select_related("kind"),
    }  # fmt: skip


@require_POST
@login_required
def merging(request: PersonRequest, first: int, second: int) -> HttpResponse:
    """Make the two one."""
    found = _pair(request, first, second)
    form = MergeForm(request.POST, pair=found)
    if form.is_valid():
        kept, gone = found.kept, found.gone
        if form.cleaned_data["kept"] == str(gone.pk):
            kept, gone = gone, kept
        with refusal_on(form):
            merge(kept, gone, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Merged: %(number)s stays.") % {"number": kept.number})
            return redirect("volunteers:volunteer", kept.pk)
    return _page(request, found, form)


@require_POST
@login_required
def apartness(request: PersonRequest, first: int, second: int) -> HttpResponse:
    """Say that the two are two."""
    found = _pair(request, first, second)
    hold_apart(found.kept, found.gone, by=request.user)
    messages.success(request, _("Noted: two people. They are not shown here again."))
    return redirect("volunteers:duplicates")
