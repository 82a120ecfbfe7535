"""The desk of duty: the picture of now, no-shows, screens, times."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place
from tongxin.web.http import render_page_or_part

from .. import actions, picture
from ..forms import ReasonForm, ScreenForm, TimesForm
from ..models import Absence, Screen
from ..times import times_in_force

PAGE = 50


@login_required
@never_cache
def on_duty(request: PersonRequest) -> HttpResponse:
    """Show who is there, late, alone: the places below, and the shifts here."""
    tops = picture.places_of(request.user)
    if not tops and not request.user.teams_led:
        request.user.must_somewhere("attendance.see")
    place = _place(request, tops)
    now, times = timezone.now(), times_in_force()
    lines = picture.below(place, now, times) if place else []
    rows = picture.shifts_at(request.user, place, now, times)
    context = {
        "place": place, "tops": tops, "lines": lines, "rows": rows, "now": now,
        "total": picture.total([line.counted for line in lines] + [row.counted for row in rows]),
        "crumbs": _crumbs(place, tops),
    }  # fmt: skip
    return render_page_or_part(request, "duty/desk/picture.html", context,
                               part="duty/desk/_picture.html")  # fmt: skip


def _place(request: PersonRequest, tops: list[Place]) -> Place | None:
    """Return the place asked for, if it is overseen; else the widest one; None: only teams."""
    code = request.GET.get("place", "")
    if not code:
        return tops[0] if tops else None
    rows = Place.objects.select_related("parent__parent")
    found: Place = get_object_or_404(rows, code=code)
    if not any(found.path.startswith(top.path) for top in tops):
        raise Http404
    return found


def _crumbs(place: Place | None, tops: list[Place]) -> list[dict[str, Any]]:
    steps, seen = [], {top.path for top in tops}
    while place is not None and place.path not in seen and place.parent is not None:
        place = place.parent
        steps.append({"label": place.label, "url": f"{reverse('duty:on_duty')}?place={place.code}"})
    return steps[::-1]


@login_required
@never_cache
def absences(request: PersonRequest) -> HttpResponse:
    """List the no-shows, those appealed first."""
    if not request.user.teams_led:
        request.user.must_somewhere("attendance.see")
    rows = Absence.objects.standing(timezone.localdate()).visible_to(request.user)
    if appealed := request.GET.get("state") == "appealed":
        rows = rows.filter(state=Absence.State.APPEALED)
    shown = rows.select_related(
        "enrolment__person", "enrolment__team", "enrolment__shift__post__place__parent"
    )
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")), "appealed": appealed,
        "waiting": rows.filter(state=Absence.State.APPEALED).count(),
        "decides": "absence.decide" in request.user.powers_anywhere(),
    }  # fmt: skip
    return render(request, "duty/desk/absences.html", context)


def _decided(request: PersonRequest, absence_id: int, act: Callable[..., Absence]) -> HttpResponse:
    rows = Absence.objects.visible_to(request.user).select_related(
        "enrolment__shift__post__place", "enrolment__shift__post__team__place"
    )
    found, form = get_object_or_404(rows, pk=absence_id), ReasonForm(request.POST)
    act(found, reason=form.cleaned_data["reason"] if form.is_valid() else "", by=request.user)
    messages.success(request, _("Done; the person is told."))
    return redirect("duty:absences")


@login_required
@require_POST
def excuse(request: PersonRequest, absence_id: int) -> HttpResponse:
    """Excuse somebody who did not come."""
    return _decided(request, absence_id, actions.excuse)


@login_required
@require_POST
def lift(request: PersonRequest, absence_id: int) -> HttpResponse:
    """Agree with an appeal."""
    return _decided(request, absence_id, actions.lift)


@login_required
@require_POST
def uphold(request: PersonRequest, absence_id: int) -> HttpResponse:
    """Let a no-show stand after the appeal."""
    return _decided(request, absence_id, actions.uphold)


@login_required
@never_cache
def screens(request: PersonRequest) -> HttpResponse:
    """List the screens; make a link for another, shown this once."""
    request.user.must_somewhere("screen.manage")
    form, link = ScreenForm(posted(request), by=request.user), ""
    if form.is_valid():
        with refusal_on(form):
            said = form.cleaned_data
            _row, secret = actions.make_screen(said["place"], name=said["name"], by=request.user)
            link = request.build_absolute_uri(reverse("duty:screen", args=[secret]))
            form = ScreenForm(by=request.user)
    rows = Screen.objects.open().visible_to(request.user).select_related("place__parent", "made_by")
    context = {"form": form, "link": link, "rows": rows}
    status = 422 if form.is_bound else 200
    return render(request, "duty/desk/screens.html", context, status=status)


@login_required
@require_POST
def screen_end(request: PersonRequest, screen_id: int) -> HttpResponse:
    """Close a screen's link."""
    rows = Screen.objects.visible_to(request.user).select_related("place")
    actions.end_screen(get_object_or_404(rows, pk=screen_id), by=request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("duty:screens")


@login_required
@never_cache
def times(request: PersonRequest) -> HttpResponse:
    """Show and set when the door opens and who counts as late."""
    request.user.must_somewhere("limit.set")
    form = TimesForm(posted(request), now=times_in_force())
    if form.is_valid():
        with refusal_on(form):
            actions.set_times(form.times(), by=request.user)
            messages.success(request, _("The times are set; they hold from now."))
            return redirect("duty:times")
    return render(request, "duty/desk/times.html", {"form": form},
                  status=422 if form.is_bound else 200)  # fmt: skip
