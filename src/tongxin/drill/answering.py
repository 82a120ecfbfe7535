"""Hands in the demo city: sent to teams, accepted, served, done."""

import random

from tongxin.needs.actions import (
    accept_need,
    answer_needs,
    complete_need,
    dispatch_needs,
    start_service,
)
from tongxin.needs.models import Need
from tongxin.people.models import Person

from .cast import Cast
from .scales import Say, chunks

AT_ONCE = 400
ONE_BY_ONE = 260  # needs that go the whole way, step by step
REPORTS = {
    "menu": ["已经连线讲解，资料发到手机上了。", "已邀请参加本周活动。"],
    "hands": ["志愿者已上门，东西送到手里。", "已办好，留了站点电话，有事随时打。"],
}


def answer(cast: Cast, chance: random.Random, say: Say) -> None:
    """Let the teams answer a good part of what is listed; some of it is still under way."""
    listed = list(
        Need.objects.filter(state="listed", merged=None).exclude(route="emergency")
        .order_by("-raised_at", "pk").values_list("pk", "route")
    )  # fmt: skip
    chance.shuffle(listed)
    slowly, quickly = listed[:ONE_BY_ONE], listed[ONE_BY_ONE:]
    total = len(listed)
    for done, (key, route) in enumerate(slowly):
        say("needs answered", done, total)
        _step_by_step(Need(pk=key, route=route), cast, chance)
    done = len(slowly)
    for route, share in (("menu", 0.35), ("hands", 0.84)):
        keys = [key for key, to in quickly if to == route]
        for batch in chunks(keys[: int(len(keys) * share)], AT_ONCE):
            say("needs answered", done, total)
            team = chance.choice(cast.every_team)
            answer_needs(
                [Need(pk=key) for key in batch], team=team, answer_url="",
                report=chance.choice(REPORTS[route]), by=cast.leader_of(team),
            )  # fmt: skip
            done += len(batch)
    say("needs answered", total, total)


def _step_by_step(need: Need, cast: Cast, chance: random.Random) -> None:
    fate = chance.random()
    if fate < 0.3:
        return
    team = chance.choice(cast.every_team)
    dispatch_needs([need], team=team, by=cast.stars["zhuren"])
    _serve(need, cast.leader_of(team), fate, chance)


def _serve(need: Need, leader: Person, fate: float, chance: random.Random) -> None:
    """Take a need as far as its fate says."""
    if fate < 0.42:
        return
    accept_need(need, by=leader)
    if fate < 0.5:
        return
    start_service(need, by=leader)
    if fate > 0.6:
        complete_need(need, report=chance.choice(REPORTS[need.route]), by=leader)
