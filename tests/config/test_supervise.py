"""The supervisor restarts what crashes and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

LIMIT_SECONDS = 30
CHILD = """
import os, pathlib, signal, sys, time
from tongxin.config.lifeline import end_with_parent
end_with_parent()
pathlib.Path(sys.argv[1]).open("a").write(f"{os.getpid()}\\n")
print("child began", flush=True)
time.sleep(600)
"""
PARENT = """
import sys
from tongxin.config.supervisor import Supervisor
command = [sys.executable, sys.argv[1], sys.argv[2]]
sys.exit(Supervisor({"child": command}, when_ready=lambda: True).run())
"""


def until(happened, what):
    limit = time.monotonic() + LIMIT_SECONDS
    while not happened():
        assert time.monotonic() < limit, f"waited in vain until {what}"
        time.sleep(0.05)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2:3]


class House:
    """A supervisor with one child that writes its process id down."""

    def __init__(self, folder):
        self.notes = folder / "pids"
        for name, text in (("parent.py", PARENT), ("child.py", CHILD)):
            (folder / name).write_text(textwrap.dedent(text))
        words = [folder / "parent.py", folder / "child.py", self.notes]
        self.process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": "src"},
        )
        until(lambda: len(self.children) == 1, "the child began")

    @property
    def children(self):
        return [int(line) for line in self.notes.read_text().split()] if self.notes.exists() else []


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.process.kill()
    house.process.wait()
    house.process.stdout.close()
    until(lambda: not any(map(is_alive, house.children)), "all were gone")


def test_what_crashes_is_started_again(house):
    os.kill(house.children[0], signal.SIGKILL)
    until(lambda: len(house.children) == 2, "it was started again")
    assert is_alive(house.children[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_all_when_it_is_told_to(house, number):
    house.process.send_signal(number)
    assert house.process.wait(LIMIT_SECONDS) == 0
    assert not is_alive(house.children[0])
    said = house.process.stdout.read()
    assert "child     | child began" in said
    assert said.endswith("stopped\n")


def test_no_orphan_is_left_when_it_is_killed(house):
    house.process.kill()
    house.process.wait()
    until(lambda: not is_alive(house.children[0]), "the child had gone")
