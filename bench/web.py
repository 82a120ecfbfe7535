"""Measure pages against a bare Django view, in one run, in turns."""

import argparse
import os
import platform
import sqlite3
import statistics
from datetime import datetime

from . import home
from .client import Heard, ask_for, see
from .pages import Page, pages

BARE = Page("bare view", ["/bare"])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--seconds", type=float, default=3.0, help="of one page in one round")
    add("--rounds", type=int, default=5)
    add("--clients", type=int, default=4, help="connections at once")
    add("--threads", default="", help="of the server; as `tongxin serve` has it")
    add("--first-looks", action="store_true", help="keep no page: each is made for its reader")
    add("--only", default="", help="pages whose name holds this")


def run(options: argparse.Namespace) -> int:
    home.ensure(options.home, options.scale)
    if options.first_looks:
        os.environ["BENCH_FIRST_LOOKS"] = "1"
    home.wake(options.home)
    print(_surroundings(options))
    return measure(pages(), options)


def measure(offered: list[Page], options: argparse.Namespace) -> int:
    """Serve the city and measure the pages chosen; return 1 when one misses its aim."""
    wanted = [page for page in offered if options.only in page.name]
    threads = ["--threads", options.threads] if options.threads else []
    columns = "aim,ratio,(lowest–highest),by CPU,requests/s,p50 ms,p99 ms,bare/s,bare p99 ms,KB"
    print("| page | " + " | ".join(columns.split(",")) + " |")
    print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    with home.served(options.home, *threads) as server:
        measured = [_measure(page, server, options) for page in wanted]
    return 0 if all(measured) else 1


def _measure(page: Page, server: home.Server, options: argparse.Namespace) -> bool:
    """Measure a page between two measurements of the bare view, round by round; print its line."""

    def ask(paths: list[str], cookie: str = "") -> Heard:
        before = home.worked(server)
        heard = ask_for(
            server.port, paths, cookie, seconds=options.seconds, clients=options.clients
        )
        heard.cpu = home.worked(server) - before
        return heard

    see(server.port, page.paths, page.cookie)  # once before it is measured
    bare = [ask(BARE.paths)]
    heard: list[Heard] = []
    for _ in range(options.rounds):
        heard.append(ask(page.paths, page.cookie))
        bare.append(ask(BARE.paths))
    ratios = [one.rate / ((bare[n].rate + bare[n + 1].rate) / 2) for n, one in enumerate(heard)]
    ratio = statistics.median(ratios)
    work = statistics.median(
        (bare[n].work + bare[n + 1].work) / 2 / one.work for n, one in enumerate(heard) if one.work
    )
    met = page.aim is None or ratio >= page.aim
    aim = "" if page.aim is None else f"{page.aim:.2f}"
    print(
        f"| {page.name} | {aim} | {ratio:.3f}{'' if met else ' MISSED'} |"
        f" {min(ratios):.3f}–{max(ratios):.3f} | {work:.3f} | {_rate(heard)} | {_wait(heard, 50)} |"
        f" {_wait(heard, 99)} | {_rate(bare)} | {_wait(bare, 99)} |"
        f" {heard[-1].length / 1024:.1f} |",
        flush=True,
    )
    return met


def _rate(rounds: list[Heard]) -> str:
    return f"{statistics.median(one.rate for one in rounds):.0f}"


def _wait(rounds: list[Heard], percent: int) -> str:
    waits = sorted(wait for one in rounds for wait in one.waits)
    return f"{1000 * waits[min(len(waits) - 1, len(waits) * percent // 100)]:.1f}"


def _surroundings(options: argparse.Namespace) -> str:
    from django.db import connection

    from tongxin.feedback.models import Receipt
    from tongxin.menu.models import Service, Session
    from tongxin.needs.models import Need
    from tongxin.people.models import Person

    with connection.cursor():
        vendor = connection.vendor
    version = sqlite3.sqlite_version if vendor == "sqlite" else ""
    return (
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M}, Python {platform.python_version()},"
        f" {vendor} {version}, {options.clients} connections, {options.rounds} rounds of"
        f" {options.seconds:g} s\n{Person.objects.count():,} persons, "
        f"{Need.objects.count():,} needs, {Service.objects.count():,} services,"
        f" {Session.objects.count():,} sessions,"
        f" {Receipt.objects.count():,} receipts\n"
    )
