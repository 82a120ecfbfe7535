"""Shifts as calendar entries."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.web import icalendars
from tongxin.web.icalendars import Entry, Face, latest

from . import board
from .models import Enrolment, RosterFeed, Shift

KEPT = timedelta(days=90)  # how far back a feed goes
MOST = 1000  # entries of one feed


def feed_of(feed: RosterFeed) -> bytes:
    """Return what a secret link serves: one person's shifts, a team's, or a station's."""
    since = timezone.now() - KEPT
    if feed.person:
        return calendar_of(_joined_by(feed), name=_("My shifts"))
    rows = board.shown(Shift.objects.filter(ends_at__gte=since).exclude(post__state="draft"))
    if feed.team:
        with_team = Enrolment.objects.filter(team=feed.team, state__in=Enrolment.HOLDING)
        rows = rows.filter(pk__in=with_team.values("shift")) | rows.filter(post__team=feed.team)
    else:
        assert feed.place is not None
        rows = rows.filter(post__place__path__startswith=feed.place.path)
    found = board.with_places(rows.distinct()).order_by("-starts_at", "pk")[:MOST]
    return calendar_of([_counted(shift) for shift in found], name=str(feed.team or feed.place))


def _joined_by(feed: RosterFeed) -> list[Entry[Shift]]:
    """Each shift once, as its latest enrolment stands; every enrolment and its end is a step."""
    rows = Enrolment.objects.filter(
        person=feed.person_id, shift__ends_at__gte=timezone.now() - KEPT
    ).exclude(state__in=["waiting", "asked", "declined", "refused"])
    rows = rows.select_related("shift__post__place", "shift__post__site").order_by("pk")
    return latest(
        (row.shift, row.state not in Enrolment.HOLDING, row.state == Enrolment.State.INVITED)
        for row in rows[:MOST]
    )


def _counted(shift: Shift) -> Entry[Shift]:
    taken, places = shift.taken, shift.places  # type: ignore[attr-defined]  # `with_places`
    words = _("%(taken)s of %(n)s places") % {"taken": taken, "n": places}
    return Entry(shift, sequence=shift.sequence, words=words)


def calendar_of(entries: Iterable[Entry[Shift]], *, name: str) -> bytes:
    """Return an iCalendar file of entries (shifts with post, site and place selected)."""
    faced = ((entry, _face(entry)) for entry in entries)
    return icalendars.calendar_of(faced, name=name, product="rosters")


def _face(entry: Entry[Shift]) -> Face:
    shift = entry.what
    return Face(
        summary=str(shift.post), location=shift.post.where,
        description="\n".join(filter(None, [entry.words, shift.reason])),
        url=settings.PUBLIC_URL + reverse("rosters:shift", args=[shift.pk]),
        cancelled=shift.state == Shift.State.CANCELLED,
    )  # fmt: skip
