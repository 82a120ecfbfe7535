"""What the clock would do in a city that has run for a while, done before the first visitor."""

from tongxin.journal.actions import seal_entries
from tongxin.needs.actions.limits import flag_overdue
from tongxin.needs.actions.listing import publish_day_lists
from tongxin.needs.actions.proposing import propose_for_pending
from tongxin.needs.models import Need
from tongxin.people.actions import robot

from .scales import Say

AT_ONCE = 400


def close(say: Say) -> None:
    """Propose for what waits, let late ones rise, publish the list of the day, seal the journal."""
    total, done = Need.objects.pending().filter(proposal=None).count(), 0
    say("proposals made", 0, total)
    while made := propose_for_pending(by=robot("triage"), limit=AT_ONCE):
        done += made
        say("proposals made", done, total)
    say("late ones flagged, list of the day", 0, 1)
    flag_overdue(by=robot("clock"), limit=100_000)
    publish_day_lists(by=robot("clock"))
    say("late ones flagged, list of the day", 1, 1)
    sealed = 0
    while made := seal_entries(50_000):
        sealed += made
        say("journal sealed", sealed, 0)
