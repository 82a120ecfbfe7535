"""Hands are asked for, as in February 2020: checkpoints, patrols, deliveries, a factory line.

The checkpoints have no names of their own: the real ones are not public, so each is a site that
waits to be verified and is shown to nobody. What is asked stands in `data/hands.json`.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.people.actions import robot
from tongxin.places.actions import add_site, declare_level
from tongxin.places.models import Place, ServiceClass
from tongxin.protection.actions import Contract, enter_policy
from tongxin.rosters import actions
from tongxin.rosters.models import Post, Request

from .cast import CITY, TOWN, VILLAGE, Cast
from .scales import Say

DATA = Path(__file__).parent / "data" / "hands.json"
DAYS = 7
VILLAGES = 12  # that ask for the same
ASKED_FOR = {"city": CITY, "town": TOWN, "village": VILLAGE}


@cache
def book() -> dict[str, Any]:
    """Return what is asked for."""
    return dict(json.loads(DATA.read_text(encoding="utf-8")))


def recruit(cast: Cast, now: datetime, say: Say) -> None:
    """Insure, declare the level, then ask, approve, make posts with shifts, publish notices."""
    calls = book()["requests"]
    _insure(cast, now)
    declare_level(cast.city, level=2, source="演练：应急响应级别公告", by=cast.stars["zhiban"])
    with transaction.atomic():
        _checkpoints(cast, now)
    for done, call in enumerate(calls, 1):
        say("posts and shifts", done, len(calls))
        with transaction.atomic():
            _call(call, cast, now)


def _insure(cast: Cast, now: datetime) -> None:
    """Cover the whole register: without a policy risky posts stay empty (rule 26)."""
    today = timezone.localdate(now)
    contract = Contract(
        "演练保险", "DRILL-1", "register", today - timedelta(days=30), today + timedelta(days=365)
    )
    enter_policy(cast.city, contract, by=cast.stars["zhuren"])


def _checkpoints(cast: Cast, now: datetime) -> None:
    call, chief = book()["checkpoint"], cast.stars["zhuren"]
    request = _ask(call, cast.city, cast, now)
    towns = [place for place in cast.places.values() if place.level == Place.Level.INSTITUTE]
    towns.sort(key=lambda place: place.code)
    for town, spot in zip(towns, book()["checkpoints"], strict=False):
        site = add_site(at=town, name=f"卡口（{spot}，待核实）", by=robot("installer"))
        post = _post(call, request, town, cast, now, site=site, kind=Post.Kind.CHECKPOINT,
                     title=f"卡口测温登记：{spot}", is_risky=True)  # fmt: skip
        actions.allow_across_towns(post, reason="演练：指挥部批准跨镇支援卡口", by=chief)
    notice = actions.write_notice(request, title=call["notice"], by=chief)
    actions.publish_notice(notice, by=chief)


def _call(call: Mapping[str, Any], cast: Cast, now: datetime) -> None:
    """Take one request as far as the book says."""
    chief, at = cast.stars["zhuren"], cast.places[ASKED_FOR[call["at"]]]
    request = _ask(call, at, cast, now)
    if reason := call.get("reason"):
        actions.return_request(request, reason=reason, by=chief)
    if call.get("leave"):
        return
    for place in _villages(at, cast) if call.get("in_villages") else [at]:
        _post(
            call, request, place, cast, now, title=call["title"], kind=call.get("kind", ""),
            is_risky=call.get("risky", False), is_offline=call.get("offline", True),
            flow=call.get("flow", Post.Flow.INSTANT),
        )  # fmt: skip
    notice = actions.write_notice(request, title=call["notice"], by=chief)
    actions.publish_notice(notice, by=chief)


def _ask(call: Mapping[str, Any], at: Place, cast: Cast, now: datetime) -> Request:
    today = timezone.localdate(now)
    request = actions.ask(
        title=call["title"], words=call["words"], at=at, hands=call["hands"], starts_on=today,
        ends_on=today + timedelta(days=DAYS), by=cast.stars[call["by"]],
        service_class=ServiceClass.objects.get(pk=call["class"]), urgency=call.get("urgency", 3),
    )  # fmt: skip
    if not call.get("leave"):
        actions.approve_request(request, by=cast.stars["zhuren"])
    return request


def _post(
    call: Mapping[str, Any], request: Request, at: Place, cast: Cast, now: datetime, **said: Any
) -> Post:
    chief = cast.stars["zhuren"]
    post = actions.make_post(
        request, at=at, duties=call.get("duties", call["words"]), risks=call["risks"], by=chief,
        guarantees=book()["guarantees"], parts=[_part(one) for one in call["parts"]], **said,
    )  # fmt: skip
    first = timezone.localdate(now) + timedelta(days=1)
    hours = [(start, minutes) for start, minutes in call["hours"]]
    times = actions.series(first, first + timedelta(days=DAYS - 1), hours)
    actions.add_shifts(post, times=times, by=chief)
    return post


def _part(said: Mapping[str, Any]) -> dict[str, Any]:
    part = dict(said)
    if kind := part.pop("qualification", ""):
        part["qualification_id"] = kind
    return part


def _villages(above: Place, cast: Cast) -> list[Place]:
    """Return a few villages below a place, evenly chosen."""
    there = [place for place in cast.stations if place.path.startswith(above.path)]
    return there[:: max(1, len(there) // VILLAGES)][:VILLAGES]
