"""What the worker does for this app."""

from django_tasks import task

from . import actions


@task
def deliver_due() -> int:
    """Carry what is due."""
    return actions.deliver_due()


@task
def forget_old() -> dict[str, int]:
    """Drop what was kept long enough."""
    return actions.forget_old()
