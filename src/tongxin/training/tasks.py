"""Work training does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot

from . import actions


@task()
def seats() -> int:
    """Let unconfirmed places go to the next in line."""
    return actions.lapse_seats(by=robot("clock"))


@task()
def remind() -> int:
    """Remind of the batches of tomorrow."""
    return actions.remind_seats(by=robot("clock"))


@task()
def warn() -> int:
    """Tell whose passes end soon."""
    return actions.warn_ending(by=robot("clock"))
