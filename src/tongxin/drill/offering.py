"""The menu of the demo city: services in answer to needs, sessions, daily editions."""

import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from tongxin.menu.actions import (
    add_series,
    book,
    compose_service,
    enter_door_list,
    open_service,
    plan_edition,
    propose_service,
    publish_due_editions,
    set_lines,
)
from tongxin.menu.models import Service, Session
from tongxin.needs.models import Need
from tongxin.people.actions import robot
from tongxin.people.models import Person, Team
from tongxin.places.models import Place

from . import speech
from .cast import Cast
from .scales import Say, Scale

HOURS = (9, 14, 19)  # of sessions, local time
MINUTES = 90
ROOM = "文化活动室"
GREETINGS = ["天冷加衣，出门戴口罩。", "今天也一起加油。", "有需要，说一声。"]
DISHES = 6  # on a platform's edition
AT_ONCE = 10  # services a team composes in one transaction


def compose(size: Scale, cast: Cast, chance: random.Random, now: datetime, say: Say) -> None:
    """Let every team compose services in answer to listed needs; one in seven waits for a yes."""
    teams, done = cast.every_team, 0
    waiting = _unanswered()
    for team in teams:
        for first in range(0, size.services, AT_ONCE):
            say("services composed", done, len(teams) * size.services)
            numbers = range(first, min(first + AT_ONCE, size.services))
            with transaction.atomic():  # a commit for every step of each costs a sixth of the time
                for nth in numbers:
                    _offer(nth, team, waiting[team.platform_id], size, cast, chance, now)
            done += len(numbers)
    say("services composed", done, done)


def _offer(
    nth: int, team: Team, queue: list[int], size: Scale, cast: Cast, chance: random.Random,
    now: datetime,
) -> None:  # fmt: skip
    """Let a team compose its service number `nth`; most are opened and held, some wait."""
    offers = speech.book()["offers"][team.platform_id]
    needs = [Need(pk=queue.pop()) for _ in range(min(size.answered, len(queue)))]
    service = _compose_one(team, offers[nth % len(offers)], needs, nth, cast)
    if nth % 7 != 2:
        open_service(service, by=cast.stars["zhuren"])
        if service.is_timed:
            _hold(service, size, cast, chance, now)


def _unanswered() -> dict[str | None, list[int]]:
    rows = Need.objects.filter(route="menu", state="listed").order_by("-pk")
    waiting: dict[str | None, list[int]] = defaultdict(list)
    for key, platform in rows.values_list("pk", "platform"):
        waiting[platform].append(key)
    return waiting


def _compose_one(team: Team, offer: list[str], needs: list[Need], nth: int, cast: Cast) -> Service:
    title, mode, words = offer
    leader = cast.leader_of(team)
    assert team.platform is not None
    service = compose_service(
        team=team, platform=team.platform, mode=mode, body=words, summary=words[:60],
        title=title if nth < 3 else f"{title}（第{nth // 3 + 1}期）",
        link="https://example.org/room" if mode in {"video", "live"} else "",
        places=[team.place if nth % 2 else cast.city], capacity=8 if nth < 3 else 40,
        by=leader, needs=needs,
    )  # fmt: skip
    return propose_service(service, by=leader)


def _hold(service: Service, size: Scale, cast: Cast, chance: random.Random, now: datetime) -> None:
    """Hold sessions: some are over and were visited, one is still to come today, others later."""
    leader = cast.leader_of(service.team)
    at = cast.village if chance.random() < 0.25 else chance.choice(cast.stations)
    past = [_at_hour(now, -days, chance) for days in range(size.past, 0, -1)]
    past = [start for start in past if start + timedelta(minutes=MINUTES) < now]
    over = add_series(service, at=at, starts=past, minutes=MINUTES, venue=ROOM, by=leader)
    coming = [start for start in [_later_today(now, chance)] if start]
    coming += [_at_hour(now, days, chance) for days in range(1, size.coming + 1)]
    ahead = add_series(
        service, at=at, starts=coming[: size.coming], minutes=MINUTES, venue=ROOM, by=leader
    )
    for session in over:
        keys = chance.sample(cast.crowd, k=min(len(cast.crowd), size.visitors))
        enter_door_list(session, [Person(pk=key) for key in keys], by=leader)
    if at == cast.village:
        for nth, session in enumerate(ahead):
            count = min(len(cast.residents), size.bookings - nth * 2)
            for resident in chance.sample(cast.residents, k=max(0, count)):
                book(session, person=resident, by=resident)


def _at_hour(now: datetime, days: int, chance: random.Random) -> datetime:
    day = timezone.localtime(now) + timedelta(days=days)
    return day.replace(hour=chance.choice(HOURS), minute=0, second=0, microsecond=0)


def _later_today(now: datetime, chance: random.Random) -> datetime | None:
    """Return an hour of today that is still to come; None late in the evening."""
    local = timezone.localtime(now)
    hours = [hour for hour in (*HOURS, 20) if hour > local.hour + 1]
    hour = chance.choice(hours or [0])
    return local.replace(hour=hour, minute=0, second=0, microsecond=0) if hours else None


def publish(size: Scale, cast: Cast, chance: random.Random, now: datetime, say: Say) -> None:
    """Publish the editions up to today; plan tomorrow's."""
    today = timezone.localdate(now)
    days = [today + timedelta(days=ahead) for ahead in range(-size.editions, 2)]
    for done, day in enumerate(days):
        say("editions planned", done, len(days))
        for code, teams in cast.teams.items():
            platform = teams[0].platform
            assert platform is not None
            edition = plan_edition(
                at=cast.city, platform=platform, day=day, words=chance.choice(GREETINGS),
                publish_at=_six(day) if day > today else min(_six(day), now),
                by=cast.stars["zhuren"],
            )  # fmt: skip
            set_lines(edition, _dishes(code, day, cast.village), by=cast.stars["zhuren"])
    publish_due_editions(by=robot("clock"))
    say("editions planned", len(days), len(days))


def _six(day: date) -> datetime:
    """Six in the morning of a day."""
    return timezone.make_aware(datetime.combine(day, time(6)))


def _dishes(platform: str, day: date, village: Place) -> list[tuple[Service, Session | None]]:
    """What is on that day: its sessions, those at the village first, and what has no hour."""
    timed = Session.objects.filter(service__platform=platform, service__state="open")
    there = list(timed.on(day).select_related("service").order_by("starts_at", "pk")[:200])
    there.sort(key=lambda session: session.place_id != village.pk)
    lasting = Service.objects.filter(platform=platform, state="open")
    lasting = lasting.exclude(mode__in=Service.TIMED).order_by("pk")
    dishes: list[tuple[Service, Session | None]] = [(row.service, row) for row in there[:4]]
    dishes += [(service, None) for service in lasting[: DISHES - len(dishes)]]
    return dishes
