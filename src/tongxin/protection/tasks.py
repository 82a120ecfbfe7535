"""Work protection does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.people.actions import robot
from tongxin.places.models import Place

from . import actions


@task()
def forget() -> int:
    """Throw away what was said of health longer ago than it may be kept."""
    return actions.forget_health(by=robot("clock")) if Place.objects.founded() else 0


@task()
def warn() -> int:
    """Tell who keeps a stock what runs low."""
    return actions.warn_low(by=robot("clock")) if Place.objects.founded() else 0
