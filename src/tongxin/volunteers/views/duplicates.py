"""The desk of duplicates: pairs that look like one human, side by side, merged or held apart."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.vault.sealing import mask_name, mask_phone

from .. import chapters
from ..actions import hold_apart, merge
from ..duplicates import Pair, mergeable_by, pair_of, suspected
from ..forms.desk import MergeForm
from ..models import Volunteer


@require_GET
@login_required
def duplicates(request: PersonRequest) -> HttpResponse:
    """List the pairs that look like one human, by name."""
    request.user.must_somewhere("volunteer.merge")
    words = request.GET.get("q", "").strip()[:60]
    pairs, after = suspected(request.user, after=request.GET.get("after", "")[:60], q=words)
    query = request.GET.copy()
    query["after"] = after
    context = {
        "pairs": [(pair, mask_name(pair.kept.person.name)) for pair in pairs], "words": words,
        "next_url": f"?{query.urlencode()}" if after else "",
    }  # fmt: skip
    return render(request, "volunteers/desk/duplicates.html", context)


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
