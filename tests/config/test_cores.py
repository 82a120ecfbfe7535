"""A process that serves keeps to a core of its own, as long as there is one."""

import os
import subprocess
import sys

import pytest

WALK = (
    "import os, sys, threading\n"
    "from tongxin.config import cores\n"
    "cores.NAME = os.environ['CORES']\n"
    "core = cores.keep_to_one_core()\n"
    "here = []\n"
    "later = threading.Thread(target=lambda: here.append(os.sched_getaffinity(0)))\n"
    "later.start(), later.join()\n"
    "print(core, *sorted(*here), flush=True)\n"
    "sys.stdin.read()\n"
)
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
pytestmark = pytest.mark.skipif(CORES < 2, reason="a machine of one core has nothing to choose")


@pytest.fixture
def begin():
    """Begin a process that keeps to a core; return it, its core, and where its threads may run."""
    begun = []

    def start(**settings):
        process = subprocess.Popen(
            [sys.executable, "-c", WALK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"CORES": f"test-{os.getpid()}"} | settings,
        )  # fmt: skip
        begun.append(process)
        core, *allowed = process.stdout.readline().split()
        return process, core, allowed

    yield start
    for process in begun:
        process.communicate()


def test_each_has_its_own_and_the_next_one_gets_what_is_free(begin):
    all_of_them = [begin() for _n in range(CORES)]
    cores = [core for _process, core, _allowed in all_of_them]
    assert len(set(cores)) == CORES
    assert all(allowed == [core] for _process, core, allowed in all_of_them)
    _process, core, allowed = begin()
    assert core == "None", "there was none left"
    assert len(allowed) == CORES
    gone, freed, _allowed = all_of_them[0]
    gone.kill()
    gone.wait()
    assert begin()[1] == freed


def test_it_may_be_left_to_roam(begin):
    _process, core, allowed = begin(TONGXIN_PIN="0")
    assert core == "None"
    assert len(allowed) == CORES
