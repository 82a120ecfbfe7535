"""The register: a list the city had before comes in, and many of those on it confirm."""

import csv
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from tongxin.people.actions import robot
from tongxin.people.models import ConsentText
from tongxin.places.models import Place, ServiceClass
from tongxin.volunteers import skills, weeks
from tongxin.volunteers.actions import (
    Offer,
    change_offer,
    claim,
    register,
    seed_kinds,
    take_replies,
)
from tongxin.volunteers.actions.rolls import receive_roll, take_now
from tongxin.volunteers.models import QualificationKind, Volunteer

from . import speech
from .cast import Cast
from .scales import Say, Scale

AREA = "999999"  # no county: nobody real has such an identity number
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
OLDEST, YOUNGEST = date(1952, 1, 1), date(2003, 12, 31)
EARLY = 10_000  # on the list: of them every so manieth lives in the village of the demo
AT_ONCE = 100  # confirmations in one transaction
ANSWERS_AT_ONCE = 2_000  # answers to the text message
ANSWERS = ("1", "2", "3", "4", "0", "")  # any time, workdays, evenings, weekends, no; nothing
ANSWERED = (29, 15, 34, 18, 1, 3)  # of a hundred
PATTERNS = (
    weeks.ALL,
    weeks.EVENINGS,
    weeks.WEEKEND,
    weeks.WEEKEND | weeks.EVENINGS,
    weeks.WORKDAYS,
)


def enlist(size: Scale, cast: Cast, chance: random.Random, say: Say) -> None:
    """Bring the city's old list of volunteers; let some of them confirm and say what they offer."""
    seed_kinds(by=robot("installer"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "志愿者名册.csv"
        _write(path, size, cast, chance)
        chief = cast.stars["zhuren"]
        roll = receive_roll(path, name=path.name, at=cast.city, by=chief)
        take_now(roll, by=chief, tell=lambda job: say("volunteers entered", job.done, job.total))
    _confirm(size, chance, say)
    if size.answering:
        _answer(size, chance, say)


def _write(path: Path, size: Scale, cast: Cast, chance: random.Random) -> None:
    classes = list(ServiceClass.objects.order_by("order").values_list("pk", flat=True))
    able = [code for code, _name in skills.choices("skills")]
    homes = _homes(size, cast, chance)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["姓名", "手机号", "身份证号", "所在村", "服务意向", "特长", "语言"])
        for number, home in enumerate(homes):
            rows.writerow([
                speech.full_name(chance), speech.mobile(size.residents + number),
                _identity(number, chance), home.code,
                "、".join(chance.sample(classes, chance.randrange(3))),
                "、".join(chance.sample(able, chance.randrange(4))),
                "putonghua、yixing" if chance.random() < 0.8 else "putonghua",
            ])  # fmt: skip


def _homes(size: Scale, cast: Cast, chance: random.Random) -> list[Place]:
    """Return where each lives: more in communities than in villages, in each as chance has it.

    How many really live where is not known. The village of the demo has some more, early on.
    """
    weights = [
        chance.lognormvariate(0, 0.5) * (2 if place.name.endswith("社区") else 1)
        for place in cast.stations
    ]
    homes = chance.choices(cast.stations, weights, k=size.volunteers)
    early = min(size.volunteers, EARLY)
    homes[0 : early : size.near] = [cast.village] * len(range(0, early, size.near))
    return homes


def _identity(number: int, chance: random.Random) -> str:
    """Return a number that passes every check and belongs to nobody."""
    born = OLDEST + timedelta(days=chance.randrange((YOUNGEST - OLDEST).days))
    first = f"{AREA}{born:%Y%m%d}{number % 1000:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[rest]


def _confirm(size: Scale, chance: random.Random, say: Say) -> None:
    text = ConsentText.objects.current().get(purpose=ConsentText.Purpose.VOLUNTEER)
    kinds = list(QualificationKind.objects.order_by("order"))
    invited = Volunteer.objects.filter(state=Volunteer.State.INVITED).select_related("person__home")
    waiting = list(invited.order_by("pk")[: size.confirmed])
    for start in range(0, len(waiting), AT_ONCE):
        say("volunteers confirming", start, len(waiting))
        with transaction.atomic():
            for number, volunteer in enumerate(waiting[start : start + AT_ONCE], start):
                person = volunteer.person
                joined = register(person, by=person, agree=text)
                offer = Offer(
                    availability=chance.choice(PATTERNS), reach_km=chance.choice((2, 3, 5, 8, 15)),
                    weekly_cap=chance.choice((1, 2, 2, 3, 3, 5)), prefers=joined.prefers,
                    skills=joined.skills, languages=joined.languages,
                )  # fmt: skip
                change_offer(joined, offer, by=person)
                if number % 20 == 0:
                    claim(joined, chance.choice(kinds), number=f"演练{number}", by=person)
    say("volunteers confirming", len(waiting), len(waiting))


def _answer(size: Scale, chance: random.Random, say: Say) -> None:
    """Let the others answer the text message: one in a hundred declines, three never answer."""
    text = ConsentText.objects.current().get(purpose=ConsentText.Purpose.VOLUNTEER)
    invited = Volunteer.objects.filter(state=Volunteer.State.INVITED).select_related("person")
    rows, telephone = invited.order_by("pk"), robot("telephone")
    total, done, after = rows.count(), 0, 0
    while some := list(rows.filter(pk__gt=after)[:ANSWERS_AT_ONCE]):
        say("volunteers answering", done, total)
        answers = chance.choices(ANSWERS, ANSWERED, k=len(some))
        replies = {row.person.phone: said for row, said in zip(some, answers, strict=True)}
        take_replies(replies, text=text, by=telephone)
        done, after = done + len(some), some[-1].pk
    say("volunteers answering", done, total)
