"""Runs the web server, workers and the scheduler as one: starts, restarts, labels, stops them.

Knows nothing of Django: it must stay small, quick to start and hard to kill.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

HEALTHY_SECONDS = 60.0  # a child that lived this long starts afresh
LONGEST_PAUSE = 30.0
STOP_SECONDS = 9.0  # then they are killed; a worker needs 5 s to give its task back
COLOURS = [36, 35, 33, 32, 34, 31]
PRINTING = threading.Lock()


@dataclass
class Child:
    """One process that is to be running."""

    name: str
    command: Sequence[str]
    colour: int = 0
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = 0.0  # monotonic

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches the supervisor alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,
            env={**os.environ, "TONGXIN_PARENT": str(os.getpid()), "PYTHONUNBUFFERED": "1"},
        )
        threading.Thread(target=self._label, args=(self.process,), daemon=True).start()

    def _label(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.say(line.rstrip())

    def say(self, line: str) -> None:
        """Print a line under the child's name."""
        label = f"{self.name:<10}"
        if sys.stdout.isatty():
            label = f"\033[{self.colour}m{label}\033[0m"
        with PRINTING:
            print(f"{label}| {line}", flush=True)

    def look(self, now: float) -> None:
        """Start it when its time has come; note its death."""
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.failures = 1 if now - self.started > HEALTHY_SECONDS else self.failures + 1
            pause = min(LONGEST_PAUSE, 0.5 * 2**self.failures)
            self.start_at, self.process = now + pause, None
            self.say(f"ended with code {code}; started again in {pause:.0f} s")

    def signal(self, number: int) -> None:
        """Send a signal to its whole group: servers have children of their own."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Keeps its children running until it is told to stop."""

    commands: Mapping[str, Sequence[str]]
    when_ready: Callable[[], bool] = lambda: True  # called each round until it returns True
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def run(self) -> int:
        """Run until SIGINT, SIGTERM or SIGHUP, then stop all; return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.children = [
            Child(name, command, COLOURS[place % len(COLOURS)])
            for place, (name, command) in enumerate(self.commands.items())
        ]
        ready = False
        while not self.stopping:
            for child in self.children:
                child.look(time.monotonic())
            ready = ready or self.when_ready()
            time.sleep(0.1)
        return self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> int:
        print("stopping …", flush=True)
        for child in self.children:
            if child.is_alive:
                child.signal(signal.SIGTERM)
        limit = time.monotonic() + STOP_SECONDS
        while any(child.is_alive for child in self.children) and time.monotonic() < limit:
            time.sleep(0.05)
        late = [child for child in self.children if child.is_alive]
        for child in self.children:
            child.signal(signal.SIGKILL)  # also what a child may have left behind
        for child in late:
            child.say("did not end in time and was killed; what it was doing will be done again")
        print("stopped", flush=True)
        return 0
