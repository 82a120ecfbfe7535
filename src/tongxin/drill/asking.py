"""Needs of the demo city: told at every door, and brought from an older board."""

import csv
import random
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from tongxin.needs.actions import raise_need
from tongxin.needs.actions.importing import import_now
from tongxin.needs.actions.receiving import receive_file
from tongxin.needs.models import Need
from tongxin.people.actions import robot

from . import speech
from .cast import Cast
from .scales import Say

HEADINGS = ["留言编号", "留言时间", "留言人", "联系电话", "所在村（社区）", "留言内容"]
BOARD = "宜兴民声留言板"
WITH_PHONE = 0.03  # of the board's messages: the others left a nickname only


@dataclass(frozen=True)
class Asked:
    """A need, by its key, and what its author meant by it."""

    need: int
    said: speech.Said
    raised_at: datetime


def ask(count: int, cast: Cast, chance: random.Random, now: datetime, say: Say) -> list[Asked]:
    """Raise `count` needs of the last three days, by every door."""
    asked: list[Asked] = []
    steward, door = cast.stars["zhanzhang"], robot("resident-door")
    for number in range(count):
        say("needs told one by one", number, count)
        said = speech.say(chance)
        resident = cast.stars["jumin"] if number % 40 == 0 else chance.choice(cast.residents)
        at, raised_at = resident.home, _moment(now, chance)
        assert at is not None
        common: dict[str, Any] = {"at": at, "words": said.words, "raised_at": raised_at}
        if at == steward.home and chance.random() < 0.4:
            need = raise_need(
                by=steward, channel="doorstep", on_behalf=True, requester_name=resident.name,
                client_key=f"drill-{number}", **common,
            )  # fmt: skip
        elif chance.random() < 0.5:
            need = raise_need(by=resident, requester=resident, channel="web", **common)
        else:
            need = raise_need(
                by=door, channel="web", requester_name=resident.name,
                phone=speech.mobile(500000 + number), **common,
            )  # fmt: skip
        asked.append(Asked(need.pk, said, raised_at))
    say("needs told one by one", count, count)
    return asked


def _moment(now: datetime, chance: random.Random) -> datetime:
    """Return a moment of the last three days; the later, the likelier."""
    return now - timedelta(hours=0.1 + 72 * chance.random() ** 1.6)


def bring_board(
    count: int, cast: Cast, chance: random.Random, now: datetime, say: Say
) -> list[Asked]:
    """Import the messages of a board the city had before, as a file."""
    said: dict[str, tuple[speech.Said, datetime]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "留言板.csv"
        say("older messages written down", 0, count)
        _write(path, count, cast, chance, now, said)
        say("older messages imported", 0, count)
        intake = receive_file(
            path, name=path.name, source=BOARD, at=cast.city, by=cast.stars["zhuren"]
        )
        import_now(
            intake, by=cast.stars["zhuren"],
            tell=lambda job: say("older messages imported", job.done, count),
        )  # fmt: skip
    keys = Need.objects.filter(source=BOARD).order_by("pk").values_list("pk", "source_ref")
    say("older messages imported", count, count)
    return [Asked(key, *said[ref]) for key, ref in keys]


def _write(
    path: Path,
    count: int,
    cast: Cast,
    chance: random.Random,
    now: datetime,
    said: dict[str, tuple[speech.Said, datetime]],
) -> None:
    stations = cast.stations
    names = {place.pk: place.name for place in cast.places.values()}
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADINGS)
        for number in range(count):
            ref = f"B{number + 1:06d}"
            words = speech.say(chance, urgent=False)
            at = cast.village if number % 150 == 0 else chance.choice(stations)
            moment = (now - timedelta(hours=chance.uniform(1, 24 * 21))).replace(
                second=0, microsecond=0
            )
            phone = speech.mobile(2_000_000 + number) if chance.random() < WITH_PHONE else ""
            said[ref] = (words, moment)
            sheet.writerow([
                ref, timezone.localtime(moment).strftime("%Y-%m-%d %H:%M"),
                speech.full_name(chance), phone, f"{names[at.parent_id or 0]}{at.name}",
                words.words,
            ])  # fmt: skip


def ask_specially(cast: Cast, now: datetime) -> None:
    """Raise what a visitor should find: twins told by two people, and a call for help."""
    book, door = speech.book(), robot("resident-door")
    moment = now - timedelta(minutes=50)
    for number, pair in enumerate(book["twins"]):
        for nth, words in enumerate(pair):
            raise_need(
                by=door, at=cast.village, channel="web", words=words,
                requester_name=("邵巧珍", "潘建华")[nth],
                phone=speech.mobile(600000 + number * 2 + nth),
                raised_at=moment - timedelta(minutes=9 * nth + 3 * number),
            )  # fmt: skip
    steward = cast.stars["zhanzhang"]
    raise_need(
        by=steward, at=cast.village, channel="phone", words=book["emergency"],
        requester_name="杭伟", raised_at=now - timedelta(minutes=4),
    )  # fmt: skip
