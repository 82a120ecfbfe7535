"""What recurs for people."""

from django_tasks import task

from . import actions


@task()
def forget_old_codes() -> int:
    """Drop old phone codes and ended sessions."""
    return actions.forget_old_codes()
