"""Calendars by a secret link: one's own, a team's, a station's."""

from django.db import transaction

from tongxin.journal.actions import record
from tongxin.people.models import Person, Team
from tongxin.places.models import Place

from ..models import CalendarFeed
from ..models.booking import new_secret


@transaction.atomic
def renew_calendar_feed(*, by: Person) -> CalendarFeed:
    """Make one's own link, or a new one: the old one stops at once."""
    feed, _made = CalendarFeed.objects.update_or_create(
        person=by, defaults={"secret": new_secret()}
    )
    record("calendar_feed.renewed", by=by, on=feed)
    return feed


@transaction.atomic
def renew_team_feed(team: Team, *, by: Person) -> CalendarFeed:
    """Make the link of a team's sessions, or a new one. Raises `NotAllowed`."""
    by.must_for("session.manage", team=team)
    feed, _made = CalendarFeed.objects.update_or_create(
        team=team, defaults={"secret": new_secret()}
    )
    record("calendar_feed.renewed", by=by, on=feed, at=team.place)
    return feed


@transaction.atomic
def renew_station_feed(place: Place, *, by: Person) -> CalendarFeed:
    """Make the link of the sessions at a place and below, or a new one. Raises `NotAllowed`."""
    by.must("booking.enter", at=place)
    feed, _made = CalendarFeed.objects.update_or_create(
        place=place, defaults={"secret": new_secret()}
    )
    record("calendar_feed.renewed", by=by, on=feed, at=place)
    return feed
