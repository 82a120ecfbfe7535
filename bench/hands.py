"""The register's pages at 120,000 volunteers, against a bare view; first looks and kept ones.

Every page has its aim at both: nobody waits for what another has seen already.

Takes the tiny demo city and adds the volunteers as bulk rows: names, phones, villages, skills,
passes of the basics. Readers of "what fits me" are volunteers of it. The API's list is the same
question as the page's; its throttle stands in the way of measuring it.
"""

import argparse
import os
import random
from pathlib import Path
from typing import Any

from . import home, web
from .client import TYPED
from .import_volunteers import GIVEN, SURNAMES
from .pages import Page, session_of

READERS = 3  # volunteers of different villages who ask what fits them
AIM = 0.10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    web.add_arguments(parser)
    parser.add_argument("--volunteers", type=int, default=120_000)
    parser.set_defaults(home=home.ROOT / "var" / "bench-register", scale="tiny")


def run(options: argparse.Namespace) -> int:
    home.ensure(options.home, options.scale)
    home.wake(options.home)
    fill_up(options.volunteers, options.home)
    met = True
    for kept in (False, True):
        os.environ["BENCH_FIRST_LOOKS"] = "0" if kept else "1"
        print(f"\n{'Kept looks' if kept else 'First looks'}")
        met &= web.measure(pages(), options) == 0
    return 0 if met else 1


def fill_up(count: int, at: Path) -> None:
    """Add volunteers until the register holds `count`."""
    from django.db import connection, transaction

    from tongxin.volunteers.models import Volunteer

    missing = count - Volunteer.objects.count()
    if missing > 0:
        with transaction.atomic():
            write(missing)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{Volunteer.objects.count():,} volunteers in {at}", flush=True)


def write(count: int) -> None:
    from django.utils import timezone

    from tongxin.people.actions import robot
    from tongxin.people.models import Person
    from tongxin.places.models import Place
    from tongxin.training.models import Module, Pass
    from tongxin.vault.sealing import blind_index
    from tongxin.volunteers.models import Volunteer

    from .register import BORN, CLASSES, DAYS_OF_BIRTH, Each, date, fill

    chance, now = random.Random(7), timezone.now()
    homes = list(Place.objects.stations().values_list("pk", "latitude", "longitude"))
    lives = [chance.choice(homes) for _n in range(count)]
    first = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    people = fill(
        Person, count, username=Each(f"h{first + n}" for n in range(count)), password="!",
        name=Each(chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
                  for _n in range(count)),
        phone_index=Each(blind_index(f"139{n:08d}", kind="phone") for n in range(count)),
        identity_index=Each(blind_index(f"identity-{n}", kind="identity") for n in range(count)),
        home_id=Each(place[0] for place in lives),
        birth_date=Each(date.fromordinal(BORN + chance.randrange(DAYS_OF_BIRTH - 3000))
                        for _n in range(count)),
    )  # fmt: skip
    states = chance.choices(["active", "invited", "suspended"], [96, 3, 1], k=count)
    fill(
        Volunteer, count, person_id=Each(people), confirmed_at=now, state=Each(states),
        number=Each(f"YX2019-{n:06d}" for n in range(count)),
        latitude=Each(place[1] for place in lives), longitude=Each(place[2] for place in lives),
        prefers=Each((chance.choice(CLASSES),) for _n in range(count)),
        skills=Each(chance.choice([(), (), ("driving",), ("first_aid", "driving")])
                    for _n in range(count)),
        availability=Each(chance.randrange(2**21) for _n in range(count)),
    )  # fmt: skip
    basics = Module.objects.filter(pk="basics").first() or Module.objects.all()[0]
    fill(Pass, count, person_id=Each(people), how="entered", module_id=basics.pk, since=now,
         until=None, given_by_id=robot("installer").pk)  # fmt: skip


def pages() -> list[Page]:
    """Return what is measured: a page by each filter, and "what fits me" of many readers."""
    from tongxin.people.models import Person
    from tongxin.places.models import Place
    from tongxin.volunteers.models import Volunteer

    desk = session_of(Person.objects.get(username="zhuren"))
    town = Place.objects.institutes().order_by("pk")[3]
    village = Place.objects.stations().order_by("pk")[40]
    names = [surname + given for surname in SURNAMES[:20] for given in GIVEN[:20]]
    found = {
        "no filter": [""],
        "by name": [f"q={name}" for name in names],
        "by phone": [f"q=139{n:08d}" for n in range(300)],
        "by number": [f"q=YX2019-{n:06d}" for n in range(300)],
        "in a town": [f"place={town.code}"],
        "in a village": [f"place={village.code}"],
        "by skill and time": ["skill=first_aid&part=4"],
        "nurses of a town": [f"kind=nurse&place={town.code}"],
        "by class, age, state": ["prefers=screening&age=senior&state=active"],
    }
    typed = {
        "by name": [f"q={name}" for name in names],
        "by phone": [f"q=139{n:08d}" for n in range(1000)],
        "by number": [f"q=YX2019-{n:06d}" for n in range(1000)],
    }
    rows = [
        Page(f"register, as one types: {name}",
             [f"/desk/volunteers/?{query}{TYPED}" for query in queries], desk, AIM)
        for name, queries in typed.items()
    ]  # fmt: skip
    rows += [
        Page(f"register: {name}", [f"/desk/volunteers/?{query}" for query in queries], desk, AIM)
        for name, queries in found.items()
    ]
    rows += [
        Page("register: a page in the middle", [f"/desk/volunteers/?after={n * 500}"
                                                for n in range(20, 200)], desk, AIM),
        Page("register: map", ["/desk/volunteers/map", "/desk/volunteers/map?skill=driving"],
             desk, AIM),
        Page("register: duplicates", ["/desk/volunteers/duplicates/"], desk, AIM),
    ]  # fmt: skip
    active: Any = Volunteer.objects.active().filter(number__startswith="YX2019-")
    readers = active.select_related("person").order_by("pk")[:READERS]
    return [*rows, *(_for_me(one.person) for one in readers)]


def _for_me(person: Any) -> Page:
    from tongxin.people.actions import give_consent, texts_to_ask

    for text in texts_to_ask(person):
        give_consent(person, text, by=person)
    return Page(f"what fits me ({person.home})", ["/shifts/for-me"], session_of(person), AIM)
