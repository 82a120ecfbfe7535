"""The stage of a month of duty: a city, its people, posts with a shift in the morning and at noon.

People and their passes are rows; everything else, and all that moves hours, points or stock, goes
through the public actions.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

CLASSES = ("screening", "publicity", "guarding", "disinfection")
HOURS = ((8, 11), (13, 16))
LEVEL = 3
MASKS = 3_000  # what the city begins with, of each item


@dataclass
class Month:
    """Who plays, where, and what has come of it so far."""

    people: list[Any]
    boss: Any
    second: Any  # decides what the boss may not
    posts: list[Any]
    first: date
    days: int
    chance: random.Random
    clock: Any  # `move_to(moment)`
    done: dict[str, int] = field(default_factory=dict)  # what was done, how often
    refused: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def does(self, what: str, deed: Any, /, *words: Any, **named: Any) -> Any:
        """Do something by its public action, and note it; None when a rule says no."""
        from tongxin.errors import DomainError

        try:
            answer = deed(*words, **named)
        except DomainError as error:
            name = f"{what}: {type(error).__name__}"
            self.refused[name] = self.refused.get(name, 0) + 1
            return None
        self.done[what] = self.done.get(what, 0) + 1
        return answer

    def luck(self, share: float) -> bool:
        return self.chance.random() < share

    def at(self, day: date, hour: float) -> datetime:
        from django.utils import timezone

        zone = timezone.get_current_timezone()
        return datetime.combine(day, clock_time(), zone) + timedelta(hours=hour)


def open_month(
    clock: Any, *, people: int, posts: int, heads: int, days: int, first: date, seed: int = 7
) -> Month:
    """Found a city in an empty database and open its posts. The clock stands before `first`."""
    from django.utils import timezone

    from tongxin.people.actions import create_person, give_grant, publish_first_texts, robot
    from tongxin.places.actions import declare_level, set_up_yixing
    from tongxin.places.models import Place
    from tongxin.protection.actions import set_up_kits
    from tongxin.records.actions import name_issuer
    from tongxin.training.actions import set_up_training
    from tongxin.volunteers.actions import seed_kinds

    installer = robot("installer")
    for set_up in (set_up_yixing, set_up_training, seed_kinds, publish_first_texts, set_up_kits):
        set_up(by=installer)
    city = Place.objects.get(parent=None)
    bosses = [create_person(username=name, name=name, home=city, by=installer)
              for name in ("zhuren", "fuzhuren")]  # fmt: skip
    for boss in bosses:
        give_grant(boss, role="director", at=city, by=installer)
    name_issuer(city, organisation="宜兴", principal="徐", contact="–", by=bosses[0])
    declare_level(city, level=LEVEL, since=timezone.now(), source="演练", by=bosses[0])
    month = Month([], *bosses, [], first, days, random.Random(seed), clock)
    stations = list(Place.objects.stations().order_by("pk")[:posts])
    month.people = _people(stations, people, bosses[0])
    month.posts = [_post(month, place, n, heads) for n, place in enumerate(stations)]
    _insure(month, city)
    _fill(month, city, stations)
    return month


def _people(stations: list[Any], count: int, boss: Any) -> list[Any]:
    from django.utils import timezone

    from tongxin.people.models import Person
    from tongxin.training.models import Module, Pass
    from tongxin.volunteers.models import Volunteer

    rows = Person.objects.bulk_create(
        Person(username=f"m{n}", name=f"志愿者{n}", home=stations[n % len(stations)],
               birth_date=date(1990, 5, 1), password="!")
        for n in range(count)
    )  # fmt: skip
    now = timezone.now()
    Volunteer.objects.bulk_create(
        Volunteer(person=person, number=f"YX-{n:06d}", state="active", confirmed_at=now,
                  latitude=person.home.latitude, longitude=person.home.longitude,
                  weekly_cap=7, reach_km=50)
        for n, person in enumerate(rows)
    )  # fmt: skip
    Pass.objects.bulk_create(
        Pass(person=person, module=module, since=now, until=None, how="entered", given_by=boss,
             evidence="–")
        for person in rows for module in Module.objects.all()
    )  # fmt: skip
    return rows


def _post(month: Month, place: Any, number: int, heads: int) -> Any:
    from tongxin.places.models import ServiceClass
    from tongxin.rosters import actions

    code = CLASSES[number % len(CLASSES)]
    asked = actions.ask(
        title="值守", words="值守。", at=place, hands=heads, starts_on=month.first,
        ends_on=month.first + timedelta(days=month.days - 1), by=month.boss,
        service_class=ServiceClass.objects.get(pk=code),
    )  # fmt: skip
    actions.approve_request(asked, by=month.second)
    post = actions.make_post(
        asked, at=place, title="值守", duties="值守。", risks="劳累。", guarantees="保险。",
        parts=[{"name": "志愿者", "minimum": 1, "maximum": heads}], by=month.boss,
    )  # fmt: skip
    hours = HOURS[: 1 + (number % 3 == 2)]  # some posts stand twice a day
    times = [
        (month.at(month.first + timedelta(days=day), since),
         month.at(month.first + timedelta(days=day), until))
        for day in range(month.days) for since, until in hours
    ]  # fmt: skip
    for start in range(0, len(times), 30):
        actions.add_shifts(post, times=times[start : start + 30], by=month.boss)
    notice = actions.write_notice(asked, title="招募", posts=[post], by=month.boss)
    actions.publish_notice(notice, by=month.boss)
    return post


def _insure(month: Month, city: Any) -> None:
    from tongxin.protection.actions import Contract, enter_policy

    until = month.first + timedelta(days=month.days + 9)
    contract = Contract("平安", "1", "register", month.first - timedelta(days=1), until)
    enter_policy(city, contract, by=month.boss)


def _fill(month: Month, city: Any, stations: list[Any]) -> None:
    """The city has plenty, the villages a little: they run out, and are supplied."""
    from tongxin.protection.actions import Arrival, receive
    from tongxin.protection.models import Item
    from tongxin.records.actions import offer_reward

    for item in Item.objects.all():
        receive(city, Arrival(item, MASKS, "A", month.first + timedelta(days=400)), by=month.boss)
    offer_reward(stations[0], title="毛巾", points=40, count=10_000, by=month.boss)
    offer_reward(stations[0], title="保温杯", points=90, count=5, by=month.boss)
