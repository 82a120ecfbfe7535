"""Count the queries of each page, in a tiny city and in the full one."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from . import home
from .pages import pages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="of one city, for this programme")


def run(options: argparse.Namespace) -> int:
    if options.json:
        home.wake(options.home)
        print(json.dumps(_counted()))
        return 0
    tiny = options.home.with_name(options.home.name + "-tiny")
    few, many = _of(tiny, "tiny"), _of(options.home, options.scale)
    print("| page | queries, tiny city | queries, full city |\n|---|---|---|")
    for name, count in many.items():
        print(f"| {name} | {few[name]} | {count} |")
    return 0


def _of(city: Path, scale: str) -> dict[str, int]:
    home.ensure(city, scale)
    told = subprocess.run(
        [sys.executable, "-m", "bench", "queries", "--home", city, "--scale", scale, "--json"],
        cwd=home.ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return dict(json.loads(told.stdout.splitlines()[-1]))


def _counted() -> dict[str, int]:
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for page in pages():
        name, _is, value = page.cookie.partition(";")[0].partition("=")
        reader = Client(headers={"accept-language": "zh-CN"}, SERVER_NAME="localhost")
        if value:
            reader.cookies[name] = value
            reader.get("/bare")  # reads the session once
        cache.clear()  # a page as its first reader finds it
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = reader.get(page.paths[0])
        if answer.status_code != 200:
            sys.exit(f"{page.paths[0]}: {answer.status_code}")
        counts[page.name] = len(seen)
    return counts
