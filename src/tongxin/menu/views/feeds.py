"""The calendars of teams and stations, by secret link."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.models import Person, Team
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place

from .. import actions
from ..models import CalendarFeed


def link_of(request: HttpRequest, feed: CalendarFeed | None) -> str:
    """Return the whole address of a feed; "" for none."""
    if feed is None:
        return ""
    return request.build_absolute_uri(reverse("menu:calendar_feed", args=[feed.secret]))


def _teams(person: Person) -> Any:
    return Team.objects.filter(pk__in=person.teams_led).order_by("name")


def _places(person: Person) -> Any:
    return Place.objects.filter(path__in=person.paths_where("booking.enter")).order_by("path")


@login_required
@never_cache
def feeds(request: PersonRequest) -> HttpResponse:
    """List the calendars of the reader's teams and stations."""
    teams, places = list(_teams(request.user)), list(_places(request.user))
    of_team = {f.team_id: f for f in CalendarFeed.objects.filter(team__in=teams)}
    of_place = {f.place_id: f for f in CalendarFeed.objects.filter(place__in=places)}
    rows = [
        {"of": team, "url": link_of(request, of_team.get(team.pk)),
         "renew": reverse("menu:team_feed", args=[team.pk])}
        for team in teams
    ] + [
        {"of": place.label, "url": link_of(request, of_place.get(place.pk)),
         "renew": reverse("menu:station_feed", args=[place.code])}
        for place in places
    ]  # fmt: skip
    if not rows:
        raise Http404
    return render(request, "menu/desk/feeds.html", {"rows": rows})


@login_required
@require_POST
def team_feed(request: PersonRequest, team_id: int) -> HttpResponse:
    """Make the link of a team's sessions anew."""
    actions.renew_team_feed(get_object_or_404(_teams(request.user), pk=team_id), by=request.user)
    return redirect("menu:feeds")


@login_required
@require_POST
def station_feed(request: PersonRequest, code: str) -> HttpResponse:
    """Make the link of a station's sessions anew."""
    place = get_object_or_404(_places(request.user), code=code[:12])
    actions.renew_station_feed(place, by=request.user)
    return redirect("menu:feeds")
