"""Sessions as calendar entries."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.web import icalendars
from tongxin.web.icalendars import Entry, Face, latest

from . import board
from .models import Booking, CalendarFeed, Service, Session

KEPT = timedelta(days=90)  # how far back a feed goes
MOST = 1000  # entries of one feed


def feed_of(feed: CalendarFeed) -> bytes:
    """Return what a secret link serves: one person's sessions, a team's, or a station's."""
    if feed.person:
        return calendar_of(_booked_by(feed), name=_("My sessions"))
    rows = Session.objects.filter(
        service__state__in=[Service.State.OPEN, Service.State.ENDED],
        ends_at__gte=timezone.now() - KEPT,
    )
    if feed.team:
        rows = rows.filter(service__team=feed.team)
    else:
        assert feed.place is not None
        rows = rows.filter(place__path__startswith=feed.place.path)
    rows = board.with_seats(rows.select_related("service__team", "place"))
    entries = [_rostered(session) for session in rows.order_by("-starts_at", "pk")[:MOST]]
    return calendar_of(entries, name=str(feed.team or feed.place))


def _booked_by(feed: CalendarFeed) -> list[Entry[Session]]:
    """Each session once, as its latest booking stands; every booking and its end count a step."""
    rows = Booking.objects.filter(
        person=feed.person_id, session__ends_at__gte=timezone.now() - KEPT
    ).exclude(state=Booking.State.WAITING)
    rows = rows.select_related("session__service__team", "session__place")
    return latest(
        (
            row.session,
            row.state in {Booking.State.CANCELLED, Booking.State.LAPSED},
            row.state == Booking.State.INVITED,
        )
        for row in rows.order_by("-session__starts_at", "asked_at", "pk")[:MOST]
    )


def _rostered(session: Session) -> Entry[Session]:
    taken = session.taken  # type: ignore[attr-defined]  # annotated by `board.with_seats`
    seats = _("%(taken)s of %(n)s seats") % {"taken": taken, "n": session.capacity}
    waits = session.waits  # type: ignore[attr-defined]
    more = ngettext("%(n)s waits", "%(n)s wait", waits) % {"n": waits} if waits else ""
    return Entry(session, sequence=session.sequence, words=" · ".join(filter(None, [seats, more])))


def entry_of(session: Session) -> Entry[Session]:
    """Return a session as anybody may put it in a calendar."""
    return Entry(session, sequence=session.sequence)


def calendar_of(entries: Iterable[Entry[Session]], *, name: str) -> bytes:
    """Return an iCalendar file of entries (sessions with service, team and place selected)."""
    faced = ((entry, _face(entry)) for entry in entries)
    return icalendars.calendar_of(faced, name=name, product="menu")


def _face(entry: Entry[Session]) -> Face:
    session = entry.what
    where = f"{session.place.label} {session.venue}".strip()
    said = _("%(team)s, %(where)s") % {"team": session.service.team, "where": where}
    return Face(
        summary=str(session.service), location=where,
        description="\n".join(filter(None, [said, entry.words, session.reason])),
        url=f"{settings.PUBLIC_URL}/services/{session.service_id}",
        cancelled=session.state == Session.State.CANCELLED,
    )  # fmt: skip
