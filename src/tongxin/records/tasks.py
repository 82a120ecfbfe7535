"""Work records does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot
from tongxin.places.models import Place

from . import actions


@task()
def seal() -> int:
    """Chain the lines written since the last time."""
    return actions.seal_lines(by=robot("clock")) if Place.objects.founded() else 0


@task()
def seal_all() -> int:
    """Chain also what a slow transaction committed late."""
    return (
        actions.seal_lines(200_000, by=robot("clock"), thoroughly=True)
        if Place.objects.founded()
        else 0
    )


@task()
def findings() -> int:
    """List what is unusual among the lines of late."""
    return actions.look_for_findings(by=robot("clock")) if Place.objects.founded() else 0
