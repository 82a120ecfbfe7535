"""Serve the pages and the API.

examples:
  tongxin serve                          one process, on port 8000 or $PORT
  tongxin serve --port 80 --address 0.0.0.0
  tongxin serve --processes 4 --threads 8   for a busy city (with PostgreSQL and a shared cache)

Behind a proxy set TONGXIN_BEHIND_PROXY=1; see docs/operate.md.
"""

import argparse
import logging
import os
import socket
from pathlib import Path

BACKLOG = 256  # connections not taken up yet; with more of them a phone has gone before its turn


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--address", default=os.environ.get("ADDRESS", "127.0.0.1"), help="default: %(default)s")
    add("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="or $PORT")
    add("--processes", type=int, default=int(os.environ.get("TONGXIN_PROCESSES", "1")))
    add("--threads", type=int, default=8, help="requests answered at once by a process")
    add("--max-memory", type=int, default=800, help="MiB after which a process is replaced")


def unprepared() -> str:
    """Return why there is nothing to serve yet, or ""."""
    home = Path(os.environ.get("TONGXIN_HOME", "var"))
    if (home / "static" / "staticfiles.json").exists():
        return ""
    return f"{home} is not set up: run `tongxin migrate` first"


def taken(address: str, port: int) -> str:
    """Return why the port cannot be had, or ""."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return f"port {port} at {address} cannot be used ({error.strerror}); choose another"
    return ""


def run(options: argparse.Namespace) -> int:
    from . import refuse

    if why := unprepared():
        return refuse(why)
    if why := taken(options.address, options.port):
        return refuse(f"{why}: tongxin serve --port {options.port + 1}")
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from ..lifeline import end_with_parent

    warnings = logging.getLogger("_granian")
    warnings.addFilter(lambda line: "Python threads" not in line.getMessage())  # chosen on purpose
    os.environ["TONGXIN_PROCESSES"] = str(options.processes)
    if os.environ.get("TONGXIN_PARENT"):
        end_with_parent()
        del os.environ["TONGXIN_PARENT"]  # the server's own children have another parent
    os.environ["TONGXIN_SERVER"] = str(os.getpid())
    Granian(
        "tongxin.config.wsgi:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.processes,
        blocking_threads=options.threads,
        backlog=BACKLOG,
        backpressure=options.threads * 16,
        respawn_failed_workers=True,
        workers_max_rss=options.max_memory,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()
    return 0
