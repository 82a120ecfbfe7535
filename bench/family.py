"""Processes and the work they do, as Linux tells it (proc(5))."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def kin(pid: int, *, told: bool = False) -> dict[int, str]:
    """Return a process and all below it; with `told`, each with its command line."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # ended meanwhile
            continue
        below.setdefault(parent, []).append(int(stat.parent.name))
    found, rest = {}, [pid]
    while rest:
        one = rest.pop()
        found[one] = _words(one) if told else ""
        rest += below.get(one, [])
    return found


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def cpu_of(pids: object) -> float:
    """Return the seconds of CPU that these processes have used so far."""
    total = 0
    for pid in pids:  # type: ignore[attr-defined]
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def machine() -> float:
    """Return the seconds of CPU that all processes of the machine have used, on all cores."""
    words = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    ticks = list(map(int, words))
    return (sum(ticks[:8]) - ticks[3] - ticks[4]) / TICKS  # all but idle and iowait
