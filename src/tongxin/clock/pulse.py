"""A thread that writes signs of life while the main thread works."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.crypto import get_random_string

from .actions import beat, forget
from .models import Beat

logger = logging.getLogger("tongxin.clock")


def process_name() -> str:
    """Return a name no other process has, that tells an operator where to look."""
    return f"{socket.gethostname()[:30]}.{os.getpid()}.{get_random_string(8)}"


class Pulse(threading.Thread):
    """Beats every `settings.CLOCK["beat_seconds"]` until it is told to stop."""

    def __init__(self, name: str, role: Beat.Role) -> None:
        super().__init__(name=f"pulse-{role}", daemon=True)
        self.who, self.role, self.doing = name, role, ""
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(settings.CLOCK["beat_seconds"]):
            try:
                beat(self.who, role=self.role, doing=self.doing)
            except DatabaseError as error:  # locked or restarting: the next beat may do
                logger.warning("no sign of life from %s: %s", self.who, error)
                connection.close()
        connection.close()


@contextmanager
def alive(name: str, role: Beat.Role) -> Iterator[Pulse]:
    """Show signs of life inside the block; sign off at its end."""
    beat(name, role=role)
    pulse = Pulse(name, role)
    pulse.start()
    try:
        yield pulse
    finally:
        pulse.ended.set()
        pulse.join(timeout=2)
        forget(name)
