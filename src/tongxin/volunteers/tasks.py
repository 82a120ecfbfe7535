"""Work the register does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot

from .actions import lift_ended, take_up_waiting
from .actions.rolls import forget_old, run_taking
from .models import Roll


@task()
def lift_suspensions() -> int:
    """End suspensions whose last day is over."""
    return lift_ended(by=robot("clock"))


@task()
def take_up() -> int:
    """Make minors active whose guardian has confirmed."""
    return take_up_waiting(by=robot("clock"))


@task()
def take_roll(roll: int) -> None:
    """Take the lines of a list of volunteers, from where a killed worker stopped."""
    row = Roll.objects.select_related("job", "by", "place").get(pk=roll)
    run_taking(row, by=row.by)


@task()
def forget_rolls() -> int:
    """Throw away old lists of volunteers."""
    return forget_old(by=robot("importer"))
