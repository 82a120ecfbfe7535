"""What happened this morning: the building is done with the clock set back for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock of this process stand at `moment`.

    Only while a simulated city is built: nothing else runs in the process then.
    """
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
