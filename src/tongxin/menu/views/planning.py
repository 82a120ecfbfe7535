"""The calendar of editions: what comes out when, and what stands on it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.errors import NotAllowed
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place, Platform
from tongxin.places.queries import under_any, under_path

from .. import actions
from ..desk_forms import EditionForm
from ..models import Edition, Service, Session
from .today import YEARS

DAYS = 7
HOUR = 7  # editions come out at seven unless somebody says otherwise


def _place(request: PersonRequest) -> Place:
    """Return the highest place the reader plans for."""
    there = under_any(request.user.paths_where("edition.plan"))
    place: Place | None = Place.objects.filter(there).order_by("path").first()
    if place is None:
        raise NotAllowed(_("Editions are planned by institutes and the centre."))
    return place


@login_required
def calendar(request: PersonRequest) -> HttpResponse:
    """Show a week: platforms down, days across."""
    place = _place(request)
    start = _day(request.GET.get("from", "")) or timezone.localdate()
    days = [start + timedelta(days=n) for n in range(DAYS)]
    editions: dict[tuple[str, date], Edition] = {}
    for edition in Edition.objects.filter(
        place=place, day__in=days
    ).exclude(state=Edition.State.CANCELLED).prefetch_related("lines"):  # fmt: skip
        editions[edition.platform_id, edition.day] = edition
    rows = [
        {"platform": platform, "cells": [(day, editions.get((platform.pk, day))) for day in days]}
        for platform in Platform.objects.all()
    ]
    context = {
        "place": place, "days": days, "rows": rows, "today": timezone.localdate(),
        "before": start - timedelta(days=DAYS), "after": start + timedelta(days=DAYS),
    }  # fmt: skip
    return render(request, "menu/desk/calendar.html", context)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


@login_required
def plan(request: PersonRequest) -> HttpResponse:
    """Plan an edition."""
    place = _place(request)
    day = _day(request.GET.get("day", "")) or timezone.localdate() + timedelta(days=1)
    hour = datetime.combine(day, time(HOUR), tzinfo=timezone.get_current_timezone())
    start = {
        "platform": request.GET.get("platform", ""), "day": day.isoformat(),
        "publish_at": hour.strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    form = EditionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        edition = actions.plan_edition(at=place, by=request.user, **form.cleaned_data)
        return redirect("menu:edition", edition_id=edition.pk)
    crumbs = [{"label": _("Calendar"), "url": reverse("menu:calendar")}]
    context = {"form": form, "place": place, "crumbs": crumbs}
    status = 422 if request.method == "POST" else 200
    return render(request, "menu/desk/plan.html", context, status=status)


def _edition(request: PersonRequest, edition_id: int) -> Edition:
    there = under_any(request.user.paths_where("edition.plan"), "place__path")
    rows = Edition.objects.filter(there).select_related("place", "platform")
    found: Edition = get_object_or_404(rows, pk=edition_id)
    return found


@login_required
def edition(request: PersonRequest, edition_id: int) -> HttpResponse:
    """Show an edition; while it is planned, choose what stands on it."""
    found = _edition(request, edition_id)
    if request.method == "POST":
        actions.set_lines(found, _chosen(request, found), by=request.user)
        return redirect("menu:edition", edition_id=edition_id)
    context = {
        "edition": found,
        "lines": found.lines.select_related("service__team", "session__place__parent"),
        "dishes": _dishes(found),
        "crumbs": [{"label": _("Calendar"), "url": reverse("menu:calendar")}],
    }
    return render(request, "menu/desk/edition.html", context)


def _dishes(edition: Edition) -> list[dict[str, Any]]:
    """Return what could stand on it: open services, and their sessions on that day."""
    on = {(line.service_id, line.session_id) for line in edition.lines.all()}
    offered = Service.places.through.objects.filter(
        Q(place__path__in=edition.place.ancestors_paths)
        | under_path(edition.place.path, "place__path")
    )
    services = Service.objects.open(timezone.now()).filter(
        platform=edition.platform, pk__in=offered.values("service")
    )
    dishes: list[dict[str, Any]] = []
    for service in services.select_related("team").order_by("title", "pk")[:200]:
        if not service.is_timed:
            key = (service.pk, None)
            dishes.append({"service": service, "session": None, "on": key in on})
    sessions = Session.objects.coming(timezone.now()).on(edition.day).filter(service__in=services)
    for session in sessions.select_related("service__team", "place__parent")[:300]:
        key = (session.service_id, session.pk)
        dishes.append({"service": session.service, "session": session, "on": key in on})
    return dishes


def _chosen(request: PersonRequest, edition: Edition) -> list[tuple[Service, Session | None]]:
    """Read the ticked dishes ("12" or "12-34"), in the order of the page."""
    wanted = request.POST.getlist("dish")
    offered = {
        f"{dish['service'].pk}-{dish['session'].pk}" if dish["session"] else str(
            dish["service"].pk
        ): dish
        for dish in _dishes(edition)
    }  # fmt: skip
    if any(key not in offered for key in wanted):
        raise actions.DishGone(_("Something you ticked is no longer offered. Look again."))
    return [(offered[key]["service"], offered[key]["session"]) for key in dict.fromkeys(wanted)]


@login_required
@require_POST
def cancellation(request: PersonRequest, edition_id: int) -> HttpResponse:
    """Take a planned edition off."""
    actions.cancel_edition(_edition(request, edition_id), by=request.user)
    return redirect("menu:calendar")
