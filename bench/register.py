"""A register of made-up volunteers, written as bulk rows: 120,000 of them within a minute.

The rows are those the actions would write, without the actions: nothing here is a city to show.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

import numpy as np

CLASSES = ["publicity", "guarding", "screening", "disinfection", "information", "psychological"]
WINDOWS = [(7, 10), (10, 13), (14, 17), (18, 21)]  # o'clock
POSTS = 60  # of shifts that are held already
BORN = date(1940, 1, 1).toordinal()
DAYS_OF_BIRTH = 25_500  # to the end of 2009: about one in fourteen is under 18
DICE = np.random.default_rng(2020)


class Each(list[Any]):
    """One value a row, where a plain value would stand in all of them."""


def fill(model: Any, count: int, **given: Any) -> list[int]:
    """Insert `count` rows, by the model's own defaults unless given; return their keys."""
    from django.db import connection

    last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    keys = list(range(last + 1, last + 1 + count))
    given = {"id": Each(keys)} | given
    columns = [_column(field, count, given, connection) for field in model._meta.concrete_fields]
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        insert = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'
        cursor.executemany(insert, list(zip(*columns, strict=True)))
    return keys


def _column(field: Any, count: int, given: dict[str, Any], connection: Any) -> Sequence[Any]:
    value = given.get(field.attname, given.get(field.name))
    if isinstance(value, Each):
        known: dict[Any, Any] = {}
        for one in value:
            if one not in known:
                known[one] = field.get_db_prep_save(one, connection)
        return [known[one] for one in value]
    if value is None and field.unique:
        fresh = [field.get_default() or uuid.uuid4() for _n in range(count)]
        return [field.get_db_prep_save(one, connection) for one in fresh]
    if value is None:
        value = field.get_default()
    return [field.get_db_prep_save(value, connection)] * count


def make(count: int) -> None:
    """Write the register with everything clearance reads."""
    from django.db import transaction

    from tongxin.people.actions import robot
    from tongxin.places.actions import set_up_yixing
    from tongxin.volunteers.actions import seed_kinds

    installer = robot("installer")
    with transaction.atomic():
        set_up_yixing(by=installer)
        seed_kinds(by=installer)
        people, volunteers = _people(count)
        _learn(people, installer.pk)
        _insure(people, installer.pk)
        _bind(people, volunteers, installer.pk)
        _stand(people, installer)


def _people(count: int) -> tuple[list[int], list[int]]:
    from django.utils import timezone

    from tongxin.people.models import Person
    from tongxin.places.models import Place
    from tongxin.volunteers.models import Volunteer

    homes = list(Place.objects.stations().values_list("pk", "latitude", "longitude"))
    home = [homes[n] for n in DICE.integers(0, len(homes), count)]
    born = [date.fromordinal(BORN + int(n)) for n in DICE.integers(0, DAYS_OF_BIRTH, count)]
    people = fill(
        Person, count, username=Each(f"b{n}" for n in range(count)), name="某", password="!",
        home_id=Each(key for key, _lat, _lon in home), birth_date=Each(born),
    )  # fmt: skip
    state = DICE.choice(["active", "suspended", "invited"], count, p=[0.96, 0.01, 0.03])
    volunteers = fill(
        Volunteer, count, person_id=Each(people), number=Each(f"YX-{n:06d}" for n in range(count)),
        state=Each(state.tolist()), confirmed_at=timezone.now(),
        latitude=Each(lat for _key, lat, _lon in home), weekly_cap=_some(1, 5, count),
        longitude=Each(lon for _key, _lat, lon in home), reach_km=_some(1, 15, count),
        availability=_some(0, 2**21 - 1, count),
    )  # fmt: skip
    return people, volunteers


def _some(least: int, most: int, count: int) -> Each:
    return Each(DICE.integers(least, most, count, endpoint=True).tolist())


def _learn(people: list[int], by: int) -> None:
    """Give everybody the basics, half of them protection, each three classes of six."""
    from django.utils import timezone

    from tongxin.places.models import ServiceClass
    from tongxin.training.models import Module, ModuleNeed, Pass

    Module.objects.bulk_create([Module(code=code) for code in ("basics", "protection", *CLASSES)])
    ModuleNeed.objects.create(module_id="basics")
    ModuleNeed.objects.create(module_id="protection", post_kind="checkpoint")
    for one in ServiceClass.objects.all():
        ModuleNeed.objects.create(module_id=one.pk, service_class=one)
    learnt = DICE.permuted(np.tile(np.arange(6), (len(people), 1)), axis=1)[:, :3]
    pairs = [(key, "basics") for key in people] + [(key, "protection") for key in people[::2]]
    pairs += [
        (key, CLASSES[n]) for key, row in zip(people, learnt.tolist(), strict=True) for n in row
    ]
    now = timezone.now().replace(microsecond=0)
    ends = [now + timedelta(days=int(n)) for n in DICE.integers(1, 365, len(pairs))]
    fill(
        Pass, len(pairs), person_id=Each(key for key, _code in pairs), how="entered",
        module_id=Each(code for _key, code in pairs), since=now - timedelta(days=30),
        until=Each(ends), given_by_id=by,
    )  # fmt: skip


def _insure(people: list[int], by: int) -> None:
    """Cover the register of half the towns, and a third of all people by name."""
    from django.utils import timezone

    from tongxin.places.models import Place
    from tongxin.protection.models import Cover, Policy

    today = timezone.localdate()
    days = {"since": today, "until": today + timedelta(days=365)}
    towns = list(Place.objects.institutes())[::2]
    fill(
        Policy, len(towns), number=Each(town.code for town in towns), insurer="x",
        place_id=Each(town.pk for town in towns), scope="register", entered_by_id=by, **days,
    )  # fmt: skip
    city = Place.objects.get(parent=None)
    (named,) = fill(Policy, 1, number="1", insurer="x", place_id=city.pk, scope="named",
                    entered_by_id=by, **days)  # fmt: skip
    listed = people[::3]
    fill(Cover, len(listed), policy_id=named, person_id=Each(listed), **days)


def _bind(people: list[int], volunteers: list[int], by: int) -> None:
    """Write what else keeps somebody out: black-outs, suspensions, certificates, level II."""
    from django.utils import timezone

    from tongxin.people.models import ConsentText, Guardianship
    from tongxin.places.models import Place, ResponseLevel
    from tongxin.volunteers.models import Blackout, Qualification, Suspension, Volunteer

    today, now = timezone.localdate(), timezone.now()
    away = volunteers[::10]
    fill(Blackout, len(away), volunteer_id=Each(away), starts_on=today,
         ends_on=today + timedelta(days=3))  # fmt: skip
    kept_out = list(Volunteer.objects.filter(state="suspended").values_list("pk", flat=True))
    until = [today + timedelta(days=n % 9) for n in range(len(kept_out))]
    fill(Suspension, len(kept_out), volunteer_id=Each(kept_out), reason="x", by_id=by,
         until=Each(until))  # fmt: skip
    nurses = volunteers[::40]
    fill(Qualification, len(nurses), volunteer_id=Each(nurses), kind_id="nurse", state="verified",
         decided_by_id=by, expires_on=today + timedelta(days=200))  # fmt: skip
    text = ConsentText.objects.create(purpose="guardian", version=1, title="x", text="x")
    minors = people[::20]
    fill(Guardianship, len(minors), minor_id=Each(minors), guardian_id=by, relation="parent",
         confirmed_at=now, text_id=text.pk)  # fmt: skip
    ResponseLevel.objects.create(place=Place.objects.get(parent=None), level=2, since=now,
                                 source="x")  # fmt: skip


def _stand(people: list[int], by: Any) -> None:
    """Let every other person stand in one to three shifts of the week already."""
    from django.utils import timezone

    from tongxin.places.models import Place, ServiceClass
    from tongxin.rosters.models import Enrolment, Part, Post, Request, Shift

    town = Place.objects.institutes()[0]
    request = Request.objects.create(
        place=town, title="x", words="x", service_class=ServiceClass.objects.all()[0], hands=1,
        starts_on=timezone.localdate(), ends_on=timezone.localdate(), asked_by=by,
    )  # fmt: skip
    same = {"place_id": town.pk, "request_id": request.pk, "made_by_id": by.pk, "state": "draft"}
    posts = fill(Post, POSTS, title="某岗位", duties="x", service_class_id=CLASSES[0], **same)
    parts = fill(Part, POSTS, post_id=Each(posts), name="x", maximum=9999)
    times = [(post, *window) for post in posts for window in week()]
    shifts = fill(
        Shift, len(times), post_id=Each(post for post, _a, _b in times),
        starts_at=Each(a for _post, a, _b in times), ends_at=Each(b for _post, _a, b in times),
    )  # fmt: skip
    held = DICE.integers(0, len(shifts), (len(people[::2]), 3)).tolist()
    many = DICE.integers(1, 3, len(held), endpoint=True).tolist()
    rows = [
        (key, n)
        for key, row, most in zip(people[::2], held, many, strict=True)
        for n in {*row[:most]}
    ]
    fill(
        Enrolment, len(rows), person_id=Each(key for key, _n in rows), recorder_id=by.pk,
        shift_id=Each(shifts[n] for _key, n in rows), state="joined",
        part_id=Each(parts[n // len(week())] for _key, n in rows),
    )  # fmt: skip


def week() -> list[tuple[datetime, datetime]]:
    """Return the windows of a week from tomorrow: (start, end)."""
    from django.utils import timezone

    zone, first = timezone.get_current_timezone(), timezone.localdate() + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(7)]
    return [
        (datetime.combine(day, clock(since), zone), datetime.combine(day, clock(until), zone))
        for day in days for since, until in WINDOWS
    ]  # fmt: skip


def shifts() -> list[Any]:
    """Return the distinct requirements of a week: every window, twelve posts in changing towns."""
    from tongxin.clearance.requirement import Requirement
    from tongxin.places.models import Place

    towns = list(Place.objects.institutes())
    asked = []
    for n, (start, end) in enumerate(week()):
        for m in range(12):
            town, code = towns[(5 * n + m) % len(towns)], CLASSES[m % len(CLASSES)]
            asked.append(Requirement(
                starts_at=start, ends_at=end, path=town.path, latitude=town.latitude,
                longitude=town.longitude, service_class=code, across_towns=m % 4 == 3,
                kind="checkpoint" if code == "screening" and m < 6 else "",
                risky=code == "guarding", needs_insurance=m == 11,
                qualifications=frozenset({"nurse"}) if m == 5 else frozenset(),
            ))  # fmt: skip
    return asked
