"""Work the rosters do in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot

from . import actions


@task()
def places() -> int:
    """Let places nobody will fill go to the next in line, and offers end with their shift."""
    clock = robot("clock")
    given_back = actions.release_barred(by=clock) + actions.release_nameless(by=clock)
    return given_back + actions.lapse_due(by=clock) + actions.lapse_swaps(by=clock)


@task()
def remind() -> int:
    """Remind those who joined."""
    return actions.remind_due(by=robot("clock"))


@task()
def announce() -> int:
    """Tell new notices to those they fit."""
    return actions.announce_due(by=robot("clock"))
