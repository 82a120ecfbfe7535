"""The city that is measured: built once, kept, served as `tongxin serve` does."""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .family import cpu_of, kin

ROOT = Path(__file__).resolve().parent.parent
TONGXIN = Path(sys.executable).parent / "tongxin"
STARTS_WITHIN = 60.0  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument("--scale", choices=["tiny", "small", "full"], default="full")


def environment(home: Path) -> dict[str, str]:
    """Return the surroundings of every process that works on the measured city."""
    return os.environ | {
        "TONGXIN_HOME": str(home),
        "TONGXIN_MODE": "demo",
        "TONGXIN_SECOND_FACTOR": "off",
        "TONGXIN_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",  # the code beside this bench
    }


def ensure(home: Path, scale: str) -> None:
    """Build the city unless it is there."""
    note = home / "demo.json"
    if note.exists() and (made := json.loads(note.read_text())).get("built"):
        if made["scale"] != scale:
            sys.exit(f"{home} holds a {made['scale']} city; choose another --home")
        return
    home.mkdir(parents=True, exist_ok=True)
    print(f"building the {scale} city in {home} (once)")
    began = time.monotonic()
    surroundings = environment(home) | {"DJANGO_SETTINGS_MODULE": "tongxin.config.settings"}
    subprocess.run(
        [TONGXIN, "demo", "--scale", scale, "--build-only", "--reset"],
        env=surroundings, check=True,
    )  # fmt: skip
    print(f"built in {time.monotonic() - began:.0f} s")


def wake(home: Path) -> None:
    """Load Django in this process, on the measured city."""
    os.environ.update(environment(home))
    import django

    django.setup()


@dataclass(frozen=True)
class Server:
    """A server under way: where it listens, and the process that began it."""

    port: int
    pid: int


def worked(server: Server) -> float:
    """Return the seconds of CPU the server's processes have used so far."""
    return cpu_of(kin(server.pid))


@contextmanager
def served(home: Path, *options: str) -> Iterator[Server]:
    """Serve the city as `tongxin serve` does, in processes of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with subprocess.Popen(
        [TONGXIN, "serve", "--port", str(port), *options], env=environment(home), cwd=ROOT
    ) as server:
        try:
            wait_for(port, server)
            yield Server(port, server.pid)
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody listens on the port."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            sys.exit("the server ended before it began")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"the server did not answer within {STARTS_WITHIN:.0f} s")
