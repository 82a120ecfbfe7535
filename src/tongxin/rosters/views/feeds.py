"""Calendars by secret link; the notices as Atom."""

from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.models import Person, Team
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place
from tongxin.web.icalendars import Entry, served

from .. import actions
from ..calendar import calendar_of, feed_of
from ..models import Notice, RosterFeed, Shift
from ..models.request import LEGAL_NAMES

ATOM = "http://www.w3.org/2005/Atom"


def link_of(request: HttpRequest, feed: RosterFeed | None) -> str:
    """Return the whole address of a feed; "" for none."""
    if feed is None:
        return ""
    return request.build_absolute_uri(reverse("rosters:calendar_feed", args=[feed.secret]))


@never_cache
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve the shifts of somebody, to whoever holds the secret link."""
    found = get_object_or_404(
        RosterFeed.objects.select_related("person", "team", "place"), secret=secret
    )
    return served(feed_of(found), "tongxin-shifts.ics")


def shift_calendar(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Serve one shift as a calendar entry."""
    rows = Shift.objects.select_related("post__place", "post__site")
    shift = get_object_or_404(rows.exclude(post__state="draft"), pk=shift_id)
    entry = Entry(shift, sequence=shift.sequence)
    return served(calendar_of([entry], name=str(shift.post)), f"shift-{shift.pk}.ics")


def _teams(person: Person) -> Any:
    return Team.objects.filter(pk__in=person.teams_led).order_by("name")


def _places(person: Person) -> Any:
    return Place.objects.filter(path__in=person.paths_where("roster.see")).order_by("path")


@login_required
@never_cache
def feeds(request: PersonRequest) -> HttpResponse:
    """List the calendars of the reader's teams and stations."""
    teams, places = list(_teams(request.user)), list(_places(request.user))
    of_team = {f.team_id: f for f in RosterFeed.objects.filter(team__in=teams)}
    of_place = {f.place_id: f for f in RosterFeed.objects.filter(place__in=places)}
    rows = [
        {"of": team, "url": link_of(request, of_team.get(team.pk)),
         "renew": reverse("rosters:team_feed", args=[team.pk])}
        for team in teams
    ] + [
        {"of": place.label, "url": link_of(request, of_place.get(place.pk)),
         "renew": reverse("rosters:station_feed", args=[place.code])}
        for place in places
    ]  # fmt: skip
    if not rows:
        raise Http404
    return render(request, "rosters/desk/feeds.html", {"rows": rows})


@login_required
@require_POST
def team_feed(request: PersonRequest, team_id: int) -> HttpResponse:
    """Make the link of a team's shifts anew."""
    actions.renew_team_feed(get_object_or_404(_teams(request.user), pk=team_id), by=request.user)
    return redirect("rosters:feeds")


@login_required
@require_POST
def station_feed(request: PersonRequest, code: str) -> HttpResponse:
    """Make the link of a station's shifts anew."""
    place = get_object_or_404(_places(request.user), code=code[:12])
    actions.renew_station_feed(place, by=request.user)
    return redirect("rosters:feeds")


def atom(request: HttpRequest) -> HttpResponse:
    """Serve the newest notices as Atom (RFC 4287)."""
    rows = list(Notice.objects.published().select_related("place")[:50])
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    address = settings.PUBLIC_URL + reverse("rosters:atom")
    latest = max((row.changed_at for row in rows), default=timezone.now())
    _say(feed, "id", address)
    _say(feed, "title", _("Recruitment notices"))
    _say(feed, "updated", latest.isoformat())
    ET.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=address)
    for row in rows:
        _entry(feed, row)
    body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def _entry(feed: ET.Element, row: Notice) -> None:
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    _say(entry, "id", f"urn:uuid:{row.uid}")
    _say(entry, "title", row.title)
    _say(entry, "updated", row.changed_at.isoformat())
    _say(entry, "published", (row.published_at or row.changed_at).isoformat())
    author = ET.SubElement(entry, f"{{{ATOM}}}author")
    _say(author, "name", row.place.name)
    href = settings.PUBLIC_URL + reverse("rosters:notice", args=[row.pk])
    ET.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=href)
    said = "\n".join(f"{name}: {getattr(row, key)}" for key, name in LEGAL_NAMES.items())
    _say(entry, "content", said, type="text")


def _say(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = text
