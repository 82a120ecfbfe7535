"""Build the demo city, through the public actions only."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from tongxin.needs.actions.limits import seed_limits
from tongxin.people.actions import publish_first_texts, robot
from tongxin.places.actions import set_up_yixing
from tongxin.places.models import Place
from tongxin.protection.actions import set_up_kits
from tongxin.training.actions import set_up_training

from . import (
    answering,
    asking,
    cast,
    closing,
    enrolling,
    hearing,
    judging,
    offering,
    protecting,
    recording,
    recruiting,
    sending,
    standing,
    teaching,
    volunteering,
)
from .scales import SCALES, Say


def build(scale: str, say: Say) -> None:
    """Build the city at a scale; `say(what, done, total)` is told of every step."""
    size = SCALES[scale]
    chance, now = random.Random(size.seed), timezone.now()
    with _told(say, "places, limits, texts"):
        installer = robot("installer")
        set_up_yixing(by=installer)
        seed_limits(Place.objects.get(parent=None, level=Place.Level.CENTRE), by=installer)
        publish_first_texts(by=installer)
        set_up_training(by=installer)
        set_up_kits(by=installer)
    people = cast.engage(size, chance, say)
    volunteering.enlist(size, people, random.Random(size.seed + 1), say)
    teaching.teach(people, now, say)
    asked = asking.ask(size.raised, people, chance, now, say)
    asked += asking.bring_board(size.board, people, chance, now, say)
    asking.ask_specially(people, now)
    judging.judge(asked, people, chance, now, say)
    offering.compose(size, people, chance, now, say)
    offering.publish(size, people, chance, now, say)
    recruiting.recruit(people, now, say)
    sending.found_rescue(people)
    enrolling.enrol(size, people, random.Random(size.seed + 2), now, say)
    protecting.protect(people, now, say)
    standing.stand(people, now, say)
    sending.send(size, people, now, say)
    recording.keep(people, now, say)
    answering.answer(people, chance, say)
    hearing.review(size, people, chance, say)
    hearing.suggest(people, chance, now, say)
    closing.close(say)


@contextmanager
def _told(say: Say, what: str) -> Iterator[None]:
    say(what, 0, 1)
    yield
    say(what, 1, 1)


def people() -> list[tuple[str, str]]:
    """Return (username, who it is) of everybody one may log in as."""
    password = f"密码 password: {cast.PASSWORD}"
    stars = [(username, who) for username, _name, _role, _at, who in cast.STARS]
    return [*stars, ("", password)]
