"""Run everything: web server, workers and scheduler, supervised as one.

examples:
  tongxin up                       on port 8000 or $PORT
  PORT=9000 tongxin up --workers 4
  tongxin up --address 0.0.0.0     reachable from other machines

What crashes is started again. Ctrl-C stops all; no process is left behind.
"""

import argparse
import os
import sys
import time
import urllib.request
from collections.abc import Callable

from .serve import taken, unprepared


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--address", default=os.environ.get("ADDRESS", "127.0.0.1"), help="default: %(default)s")
    add("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="or $PORT")
    add("--workers", type=int, default=2, help="tasks done at once (default: %(default)s)")
    add("--processes", type=int, default=int(os.environ.get("TONGXIN_PROCESSES", "1")))
    add("--threads", type=int, default=8, help="requests answered at once by a web process")


def run(options: argparse.Namespace) -> int:
    return supervise(options, welcome=lambda: None)


def supervise(options: argparse.Namespace, *, welcome: Callable[[], None]) -> int:
    """Run all until told to stop; call `welcome` when the first page can be had."""
    from ..supervisor import Supervisor
    from . import refuse

    if why := unprepared():
        return refuse(why)
    if why := taken(options.address, options.port):
        return refuse(f"{why}: PORT={options.port + 1}")
    os.environ["PORT"] = str(options.port)
    me = [sys.executable, "-m", "tongxin.config.cli"]
    web = [*me, "serve", "--address", options.address, "--port", str(options.port)]
    web += ["--processes", str(options.processes), "--threads", str(options.threads)]
    commands = {"web": web, "scheduler": [*me, "scheduler"]}
    commands |= {f"worker {n}": [*me, "worker"] for n in range(1, options.workers + 1)}
    return Supervisor(commands, when_ready=_greeter(options, welcome)).run()


def _greeter(options: argparse.Namespace, welcome: Callable[[], None]) -> Callable[[], bool]:
    host = "127.0.0.1" if options.address in {"0.0.0.0", "::"} else options.address
    began = time.monotonic()

    def ready() -> bool:
        try:
            with urllib.request.urlopen(f"http://{host}:{options.port}/healthz", timeout=1):
                pass
        except OSError:
            return False
        seconds = time.monotonic() - began
        print(f"\nTongxin is served at http://localhost:{options.port}/  ({seconds:.1f} s)")
        welcome()
        print("Ctrl-C stops it.\n", flush=True)
        return True

    return ready
