"""Work dispatch does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot
from tongxin.places.models import Place
from tongxin.rosters.models import Shift

from . import actions
from .models import Plan


def _plan(key: int) -> Plan:
    found: Plan = Plan.objects.select_related("place", "job", "made_by", "sent_by").get(pk=key)
    return found


@task()
def draw(plan: int) -> None:
    """Draw a plan that was ordered."""
    row = _plan(plan)
    actions.draw(row, by=row.made_by)


@task()
def send(plan: int) -> int:
    """Send the offers of a plan."""
    row = _plan(plan)
    return actions.send_now(row, by=row.sent_by or row.made_by)


@task()
def refill(shift: int, cause: str) -> int:
    """Ask the next for a place that became free."""
    row = Shift.objects.select_related("post__place").get(pk=shift)
    return actions.refill(row, reason=cause, by=robot("clock"))


@task()
def refill_due() -> int:
    """Look after places a lost errand left empty."""
    return actions.refill_due(by=robot("clock"))


@task()
def forget() -> int:
    """Throw away what plans long over were drawn from."""
    return actions.forget_plans(by=robot("clock")) if Place.objects.founded() else 0
