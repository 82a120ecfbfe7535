"""Protective gear in the city, the towns and some villages; how people are today."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from tongxin.protection.actions import (
    Arrival,
    ask_replenishment,
    decide_replenishment,
    declare_health,
    holder_of,
    receive,
    send_replenishment,
    transfer,
)
from tongxin.protection.health import Answers
from tongxin.protection.models import Item
from tongxin.volunteers.models import Volunteer

from .cast import TOWN, Cast
from .scales import Say

CENTRAL = {  # what the city has of each item
    "mask": 60_000, "n95": 6_000, "gloves": 20_000, "sanitiser": 1_500, "shield": 1_200,
    "goggles": 800, "suit": 900, "shoes": 3_000, "thermometer": 400, "vest": 3_000, "helmet": 300,
}  # fmt: skip
TO_TOWNS = {"mask": 1200, "n95": 120, "gloves": 400, "shield": 40, "goggles": 20, "vest": 60,
            "thermometer": 8}  # fmt: skip
TO_VILLAGES = {"mask": 240, "n95": 60, "gloves": 120, "shield": 24, "vest": 20, "thermometer": 2}
VILLAGES = 10  # stations with a stock of their own, besides the one of the demo
LOW = {"mask": 160, "gloves": 160, "vest": 12, "thermometer": 2}  # of the demo's village
SOON = 24  # days until one lot of masks expires
DECLARED = 12  # volunteers who have said how they are today


def protect(cast: Cast, now: datetime, say: Say) -> None:
    """Fill the shelves, ask for more where it runs low, declare today's health."""
    say("protective gear", 0, 3)
    _fill(cast, now)
    say("protective gear", 1, 3)
    _ask(cast)
    say("protective gear", 2, 3)
    _declare()
    say("protective gear", 3, 3)


def _fill(cast: Cast, now: datetime) -> None:
    chief, today = cast.stars["zhuren"], timezone.localdate(now)
    items = Item.objects.in_bulk(list(CENTRAL))
    for code, count in CENTRAL.items():
        arrival = Arrival(items[code], count, "2026A", today + timedelta(days=540))
        receive(cast.city, arrival, reason="演练：市级储备", by=chief)
    short = Arrival(items["mask"], 800, "2024C", today + timedelta(days=SOON))
    receive(cast.city, short, reason="演练：市级储备", by=chief)
    central = holder_of(cast.city)
    towns = [place for place in cast.places.values() if place.level == place.Level.INSTITUTE]
    for town in towns:
        transfer(central, town, TO_TOWNS, reason="演练：首批下发", by=chief)
    transfer(central, cast.village, LOW, reason="演练：首批下发", by=chief)
    others = [place for place in cast.stations if place != cast.village][:VILLAGES]
    for village in others:
        transfer(central, village, TO_VILLAGES, reason="演练：首批下发", by=chief)


def _ask(cast: Cast) -> None:
    chief = cast.stars["zhuren"]
    row = ask_replenishment(
        cast.places[TOWN], {"suit": 20}, reason="演练：消毒作业增加", by=cast.stars["suozhang"]
    )
    decide_replenishment(row, {"suit": 20}, by=chief)
    send_replenishment(row, by=chief)
    ask_replenishment(
        cast.village, {"mask": 300, "n95": 20}, reason="演练：口罩只够用几天",
        by=cast.stars["zhanzhang"],
    )  # fmt: skip


def _declare() -> None:
    rows = Volunteer.objects.filter(state=Volunteer.State.ACTIVE).select_related("person__home")
    people = [row.person for row in rows.exclude(person__username="zhiyuanzhe")[:DECLARED]]
    for n, person in enumerate(people):
        declare_health(person, Answers(Decimal("36.2") + Decimal(n % 6) / 10), by=person)
