"""Work receipts do in the background. Safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot

from . import actions


@task()
def invite() -> int:
    """Make the receipts that are due and invite those who asked."""
    return actions.invite_due(by=robot("clock"))
