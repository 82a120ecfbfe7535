"""Secret links to shifts, for calendars."""

from django.db import transaction

from tongxin.journal.actions import record
from tongxin.people.models import Person, Team
from tongxin.places.models import Place

from ..models import RosterFeed
from ..models.enrolment import new_secret


@transaction.atomic
def renew_feed(*, by: Person) -> RosterFeed:
    """Make the link of one's own shifts, or a new one in place of the old."""
    feed, _made = RosterFeed.objects.update_or_create(person=by, defaults={"secret": new_secret()})
    record("roster_feed.renewed", by=by, on=feed)
    return feed


@transaction.atomic
def renew_team_feed(team: Team, *, by: Person) -> RosterFeed:
    """Make the link of a team's shifts, or a new one. Raises `NotAllowed`."""
    by.must_for("roster.see", team=team)
    feed, _made = RosterFeed.objects.update_or_create(team=team, defaults={"secret": new_secret()})
    record("roster_feed.renewed", by=by, on=feed, at=team.place)
    return feed


@transaction.atomic
def renew_station_feed(place: Place, *, by: Person) -> RosterFeed:
    """Make the link of the shifts at a place and below, or a new one. Raises `NotAllowed`."""
    by.must("roster.see", at=place)
    feed, _made = RosterFeed.objects.update_or_create(
        place=place, defaults={"secret": new_secret()}
    )
    record("roster_feed.renewed", by=by, on=feed, at=place)
    return feed
