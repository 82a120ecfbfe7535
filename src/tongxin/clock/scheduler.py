"""The scheduler: carries errands, sends what is due, rescues tasks, seals the journal.

Any number may run; the one that holds the lease acts, the others wait to take over.
"""

import logging
import signal
import time
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from tongxin.journal.actions import seal_entries

from .actions import relay_errands, run_due, sync_schedules, take_lease, yield_lease
from .models import Beat
from .pulse import alive, process_name
from .reaper import Reaper

logger = logging.getLogger("tongxin.clock")
LEASE = "scheduler"


@dataclass
class Scheduler:
    """One scheduler; `tick` is one round of it."""

    name: str = field(default_factory=process_name)
    interval: float = 0.4  # seconds between rounds
    reaper: Reaper = field(default_factory=Reaper)
    running: bool = True
    leads: bool = False
    _renew_at: float = 0.0  # monotonic
    _look_at: float = 0.0

    def tick(self) -> None:
        """Do one round, if the lease is ours."""
        self._hold()
        if not self.leads:
            return
        relay_errands()
        if run_due():
            relay_errands()
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + settings.CLOCK["beat_seconds"]
            self.reaper.look()
            seal_entries()

    def _hold(self) -> None:
        if time.monotonic() < self._renew_at:
            return
        seconds = settings.CLOCK["lease_seconds"]
        led, self.leads = self.leads, take_lease(LEASE, holder=self.name, seconds=seconds)
        self._renew_at = time.monotonic() + (seconds / 3 if self.leads else self.interval)
        if self.leads and not led:
            logger.info("scheduler %s leads", self.name)
            sync_schedules()

    def run(self) -> None:
        """Tick until told to stop."""
        with alive(self.name, Beat.Role.SCHEDULER):
            while self.running:
                close_old_connections()
                try:
                    self.tick()
                except DatabaseError as error:  # locked or restarting: the next round may do
                    self.leads, self._renew_at = False, 0.0
                    logger.warning("the database is busy: %s", error)
                time.sleep(self.interval)
            yield_lease(LEASE, holder=self.name)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End after this round."""
        logger.warning("%s: scheduler stops", signal.strsignal(signum))
        self.running = False


def schedule() -> None:
    """Run a scheduler until SIGTERM or Ctrl-C."""
    scheduler = Scheduler()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, scheduler.shutdown)
    scheduler.run()
