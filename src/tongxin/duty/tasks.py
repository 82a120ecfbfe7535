"""Work the door does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot
from tongxin.places.models import Place
from tongxin.rosters.models import Shift

from . import actions


@task()
def close() -> int:
    """Close whoever forgot to check out, at the planned end."""
    return actions.close_due(by=robot("clock"))


@task()
def absences() -> int:
    """Note who did not come, and forget what is long ago."""
    if not Place.objects.founded():
        return 0
    clock = robot("clock")
    return actions.record_absences(by=clock) + actions.forget_absences(by=clock)


@task()
def replace(shift: int, reason: str) -> int:
    """Have somebody else asked for a shift in which a place became free."""
    found = Shift.objects.select_related("post__place").get(pk=shift)
    return actions.replace(found, reason=reason, by=robot("clock"))
