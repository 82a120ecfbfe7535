"""Count the list: what waits, what is late, what is in hand, by kind and by town.

Constant numbers of GROUP BY queries, whatever the number of needs. Everything is plain JSON, so
that a published list keeps its figures as they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from tongxin.people.models import Team
from tongxin.places.models import Place, Platform, ServiceClass

from ..models import Assignment, Need

MEASURES = ["open", "waiting", "late", "in_hand", "new", "answered"]
IN_HAND = [Need.State.DISPATCHED, Need.State.ACCEPTED, Need.State.IN_SERVICE]
ANSWERED = [Need.State.COMPLETED, Need.State.REVIEWED, Need.State.CLOSED]
DAY = timedelta(hours=24)
Counts = dict[str, int]


def row_of(state: str, route: str, platform: str | None, service_class: str | None) -> str:
    """Return the row of the list a need stands in: "menu:education", "refer", "pending" …"""
    if state == Need.State.PENDING or not route:
        return "pending"
    if platform or service_class:
        return f"{route}:{platform or service_class}"
    return route


def rows() -> list[dict[str, str]]:
    """Return every row of the list in order, with its names in both languages."""
    found = [
        {"key": f"{route}:{one.code}", "group": route, "name": one.name, "name_en": one.name_en}
        for route, kind in (("menu", Platform), ("hands", ServiceClass))
        for one in kind.objects.all()
    ]
    return [*found, *({"key": key, "group": "", "name": "", "name_en": ""}
                      for key in ("refer", "emergency", "pending"))]  # fmt: skip


def in_row(needs: "QuerySet[Any]", key: str) -> "QuerySet[Any]":
    """Return the needs a row counts; the same rule as `row_of`, for drilling down."""
    route, _colon, code = key.partition(":")
    if route == "pending":
        return needs.filter(Q(state=Need.State.PENDING) | Q(route=""))
    needs = needs.filter(route=route).exclude(state=Need.State.PENDING)
    if route == "menu":
        return needs.filter(platform=code)
    return needs.filter(service_class=code) if route == "hands" else needs


def in_measure(needs: "QuerySet[Any]", measure: str, now: datetime) -> "QuerySet[Any]":
    """Return the needs a measure counts; the same rule as `_counted`."""
    rules = {
        "open": Q(state__in=Need.OPEN),
        "waiting": Q(state__in=[Need.State.PENDING, Need.State.LISTED]),
        "late": Q(state__in=Need.OPEN, due_at__lt=now),
        "in_hand": Q(state__in=IN_HAND),
        "new": Q(raised_at__gte=now - DAY) & ~Q(state=Need.State.MERGED),
        "answered": Q(completed_at__gte=now - DAY, state__in=ANSWERED),
    }
    return needs.filter(rules[measure])


def _counted(needs: "QuerySet[Any]", now: datetime) -> Iterator[tuple[int, str, Counts]]:
    """Yield (place id, row, counts) of groups, by three queries that indexes serve."""
    group = ["place_id", "state", "route", "platform_id", "service_class_id"]

    def grouped(which: str, **more: Any) -> Iterable[dict[str, Any]]:
        found = in_measure(needs, which, now).order_by().values(*group)
        return found.annotate(n=Count("pk"), **more)  # type: ignore[no-any-return]

    def row(one: dict[str, Any]) -> str:
        return row_of(one["state"], one["route"], one["platform_id"], one["service_class_id"])

    for one in grouped("open", late=Count("pk", filter=Q(due_at__lt=now))):
        waits = one["state"] in {Need.State.PENDING, Need.State.LISTED}
        counts = {"open": one["n"], "late": one["late"], "waiting": one["n"] if waits else 0,
                  "in_hand": one["n"] if one["state"] in IN_HAND else 0}  # fmt: skip
        yield one["place_id"], row(one), counts
    for measure in ("new", "answered"):
        for one in grouped(measure):
            yield one["place_id"], row(one), {measure: one["n"]}


def columns(place: Place) -> list[Place]:
    """Return the places that stand above the columns: what lies directly below, or itself."""
    return list(place.children.filter(retired_at=None).select_related("parent")) or [place]


def figures(place: Place, now: datetime) -> dict[str, Any]:
    """Return rows, columns, cells and totals of the list of `place`, as plain JSON."""
    across = columns(place)
    depth = across[0].path.count("/")
    path_of = dict(Place.objects.under(place).values_list("pk", "path"))
    cells: dict[str, dict[str, Counts]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    totals: Counts = dict.fromkeys(MEASURES, 0)
    for place_id, row, counts in _counted(Need.objects.under(place), now):
        column = cut(path_of[place_id], depth)
        for measure, n in counts.items():
            for r, c in ((row, column), (row, ""), ("", column)):
                cells[r][c][measure] += n
            totals[measure] += n
    shown = [{"path": one.path, "name": one.name, "name_en": one.name_en} for one in across]
    if place.path in cells[""] and place.path not in {one["path"] for one in shown}:
        shown.append({"path": place.path, "name": place.name, "name_en": place.name_en})
    return {
        "place": place.path, "at": now.isoformat(), "rows": rows(), "columns": shown,
        "cells": {row: {column: dict(n) for column, n in line.items()}
                  for row, line in cells.items()},
        "totals": totals, "answers": answers(place),
    }  # fmt: skip


def cut(path: str, depth: int) -> str:
    """Return the first `depth` steps of a path: "320282/112/226/", 2 → "320282/112/"."""
    return "/".join(path.rstrip("/").split("/")[:depth]) + "/"


def answers(place: Place) -> dict[str, list[dict[str, Any]]]:
    """Return who answers each row: teams of its platform, and what teams have in hand."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    held = (
        Assignment.objects.filter(state__in=["offered", "accepted"])
        .filter(need__in=Need.objects.under(place).filter(state__in=IN_HAND))
        .values("need__route", "need__platform_id", "need__service_class_id", "team__name",
                "team__name_en")
        .annotate(n=Count("pk")).order_by("-n")
    )  # fmt: skip
    for one in held:
        row = row_of("", one["need__route"], one["need__platform_id"],
                     one["need__service_class_id"])  # fmt: skip
        found[row].append({"name": one["team__name"], "name_en": one["team__name_en"],
                           "n": one["n"]})  # fmt: skip
    teams = Team.objects.current().filter(place__path__startswith=place.path.split("/")[0])
    for one in teams.exclude(platform=None).values("platform_id").annotate(n=Count("pk")):
        found[f"teams:{one['platform_id']}"].append({"n": one["n"]})
    return dict(found)
