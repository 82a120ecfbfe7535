"""Work the menu does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot

from . import actions


@task()
def publish() -> int:
    """Publish the editions whose hour has come."""
    return actions.publish_due_editions(by=robot("clock"))


@task()
def seats() -> int:
    """Let unconfirmed seats go to the next in line."""
    return actions.lapse_invitations(by=robot("clock"))


@task()
def remind() -> int:
    """Remind those who booked."""
    return actions.remind_due(by=robot("clock"))
