"""Triage in the demo city: like with like, as the centre's desk does it."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from tongxin.needs.actions import decide_needs, merge_needs, raise_need, reject_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Need
from tongxin.people.actions import robot

from . import speech
from .asking import Asked
from .cast import Cast
from .scales import Say, chunks

AT_ONCE = 500
FRESH = timedelta(hours=4)  # told so lately that nobody has looked yet
LEFT = {True: 0.75, False: 0.012}  # share left for the visitor to judge, of fresh and of older ones


def judge(asked: list[Asked], cast: Cast, chance: random.Random, now: datetime, say: Say) -> None:
    """Judge most of them; leave the fresh ones, and a few that were overlooked."""
    alike: dict[str, list[int]] = defaultdict(list)
    leaves: dict[str, dict[str, Any]] = {}
    for one in asked:
        if chance.random() < LEFT[one.raised_at > now - FRESH]:
            continue
        name = one.said.leaf["topic"] or one.said.leaf["route"]
        alike[name].append(one.need)
        leaves[name] = one.said.leaf
    total, done = sum(map(len, alike.values())), 0
    for name, keys in alike.items():
        if leaves[name]["route"] == "refer":
            reject_needs(_rows(keys[-2:]), reason="内容重复，请看已转办的同一件事。",
                         by=cast.stars["zhuren"])  # fmt: skip
            keys = keys[:-2]
        for batch in chunks(keys, AT_ONCE):
            say("needs judged", done, total)
            decide_needs(_rows(batch), judgement=_judgement(leaves[name]), by=cast.stars["zhuren"])
            done += len(batch)
    _join(cast, now)
    say("needs judged", total, total)


def _rows(keys: Iterable[int]) -> list[Need]:
    """Needs by their keys: the actions read them afresh."""
    return [Need(pk=key) for key in keys]


def _judgement(leaf: dict[str, Any]) -> Judgement:
    return Judgement(
        route=leaf["route"], urgency=leaf["urgency"], platform=leaf.get("platform", ""),
        service_class=leaf.get("service_class", ""), topic=leaf["topic"],
        refer_to=leaf.get("refer_to", "") if leaf["route"] == "refer" else "",
    )  # fmt: skip


def _join(cast: Cast, now: datetime) -> None:
    """Three neighbours told the same: one need stands for all of them."""
    door, steward = robot("resident-door"), cast.stars["zhanzhang"]
    same = [
        raise_need(
            by=door, at=cast.village, channel="web", words=words, requester_name=name,
            phone=speech.mobile(700000 + nth), raised_at=now - timedelta(hours=5 + nth),
        )
        for nth, (words, name) in enumerate(
            zip(speech.book()["shared"], ("尹芳", "蒋根生", "史玉兰"), strict=True)
        )
    ]  # fmt: skip
    judgement = Judgement(route="hands", service_class="publicity", urgency=3, topic="劝导宣传")
    decide_needs(same, judgement=judgement, by=steward)
    merge_needs(same[1:], into=same[0], by=steward)
