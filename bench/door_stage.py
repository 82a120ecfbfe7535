"""The stage of `python -m bench doors`: a city at level II, and everybody on the way to a shift.

Written as bulk rows, as the actions would have written them: 30,000 active volunteers with their
passes, insured, well today, with the kit of their shift in hand, each signed in on a phone.
"""

import json
import time
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from .register import Each, fill

CLASSES = ("publicity", "guarding", "screening", "information")
HEADS = 32  # of a shift, about
LEVEL = 2
SAID = ("when_words", "where_words", "content", "conditions", "joining", "risks", "guarantees")
SHIFT = timedelta(hours=3)


def set_stage(people: int, minutes: float, book: Path) -> None:
    """Write the city; `book` gets one line for each phone: whose, for which shift."""
    from django.db import connection, transaction

    from tongxin.people.actions import publish_first_texts, robot
    from tongxin.places.actions import set_up_yixing
    from tongxin.protection.actions import set_up_kits
    from tongxin.training.actions import set_up_training

    installer = robot("installer")
    for set_up in (set_up_yixing, set_up_training, set_up_kits, publish_first_texts):
        set_up(by=installer)
    with transaction.atomic():
        starts_at = _now() + timedelta(minutes=minutes)
        persons, homes = _people(people)
        _learn(persons, installer.pk)
        shifts = _shifts(people, starts_at, installer.pk)
        where = _enrol(persons, homes, shifts, installer.pk)
        _protect(persons, homes, where, installer.pk)
        lines = list(zip(where["enrolment"], where["shift"], _sign_in(persons), strict=True))
    with connection.cursor() as cursor:
        for reset in _sequences(connection):
            cursor.execute(reset)
        cursor.execute("VACUUM ANALYZE")
    book.write_text(json.dumps(lines))


def _sequences(connection: Any) -> list[str]:
    """Return what lets the database count on where the bulk rows ended."""
    from django.apps import apps
    from django.core.management.color import no_style

    found: list[str] = connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    return found


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now().replace(microsecond=0)


def _people(count: int) -> tuple[list[int], list[int]]:
    """Return ids of persons, and of the station each lives at."""
    from django.utils import timezone

    from tongxin.people.models import Person
    from tongxin.places.models import Place, ResponseLevel
    from tongxin.protection.models import Policy
    from tongxin.volunteers.models import Volunteer

    stations = list(Place.objects.stations().order_by("pk").values_list("pk", flat=True))
    homes = [stations[n % len(stations)] for n in range(count)]
    persons = fill(
        Person, count, username=Each(f"d{n}" for n in range(count)), name="某", password="!",
        home_id=Each(homes), birth_date=date(1990, 5, 1),
    )  # fmt: skip
    fill(
        Volunteer, count, person_id=Each(persons), state="active", confirmed_at=timezone.now(),
        number=Each(f"YX-{n:06d}" for n in range(count)), weekly_cap=7,
    )  # fmt: skip
    city, today = Place.objects.get(parent=None), timezone.localdate()
    fill(ResponseLevel, 1, place_id=city.pk, level=LEVEL, source="–",
         since=timezone.now() - timedelta(days=1))  # fmt: skip
    fill(
        Policy, 1, number="1", insurer="–", place_id=city.pk, scope="register",
        since=today, until=today + timedelta(days=30), entered_by_id=persons[0],
    )  # fmt: skip
    return persons, homes


def _learn(persons: list[int], by: int) -> None:
    """Everybody has passed everything their class may ask."""
    from tongxin.training.models import Pass
    from tongxin.training.passes import modules_by_post

    needed = modules_by_post()
    modules = sorted(set().union(*(needed.needed(code) for code in CLASSES)))
    pairs = list(product(persons, modules))
    fill(
        Pass, len(pairs), person_id=Each(key for key, _code in pairs), how="entered",
        module_id=Each(code for _key, code in pairs), given_by_id=by, evidence="–",
        since=_now() - timedelta(days=30), until=_now() + timedelta(days=300),
    )  # fmt: skip


def _shifts(people: int, starts_at: datetime, by: int) -> dict[int, list[tuple[int, int, str]]]:
    """Return by station its shifts of today: (shift, part, class)."""
    from tongxin.places.models import Place
    from tongxin.rosters.models import Notice, Part, Post, Request, Shift

    stations = list(Place.objects.stations().order_by("pk"))
    each = max(1, round(people / len(stations) / HEADS))
    day = starts_at.date()
    (request,) = fill(
        Request, 1, place_id=Place.objects.get(parent=None).pk, title="值守", words="–",
        service_class_id="guarding", hands=people, starts_on=day, ends_on=day, state="approved",
        asked_by_id=by, decided_by_id=by,
    )  # fmt: skip
    (notice,) = fill(
        Notice, 1, request_id=request, place_id=Place.objects.get(parent=None).pk, title="值守",
        number=people, state="published", published_at=_now(), told_at=_now(), written_by_id=by,
        **dict.fromkeys(SAID, "–"),
    )  # fmt: skip
    kinds = [CLASSES[n % len(CLASSES)] for n in range(each * len(stations))]
    posts = fill(
        Post, len(kinds), request_id=request, notice_id=notice, title="值守", duties="–",
        state="open",
        place_id=Each(place.pk for place in stations for _n in range(each)),
        service_class_id=Each(kinds), made_by_id=by,
    )  # fmt: skip
    parts = fill(Part, len(posts), post_id=Each(posts), name="–", maximum=HEADS * 2)
    shifts = fill(
        Shift, len(posts), post_id=Each(posts), starts_at=starts_at, ends_at=starts_at + SHIFT
    )
    tomorrow = starts_at + timedelta(days=1)
    fill(Shift, len(posts), post_id=Each(posts), starts_at=tomorrow, ends_at=tomorrow + SHIFT)
    rows = list(zip(shifts, parts, kinds, strict=True))
    return {place.pk: rows[n * each : (n + 1) * each] for n, place in enumerate(stations)}


def _enrol(
    persons: list[int], homes: list[int], shifts: dict[int, list[tuple[int, int, str]]], by: int
) -> dict[str, list[Any]]:
    """Let everybody stand at home today and tomorrow; return what is needed later, by person."""
    from tongxin.rosters.models import Enrolment

    turn = dict.fromkeys(shifts, 0)
    chosen = []
    for home in homes:
        chosen.append(shifts[home][turn[home] % len(shifts[home])])
        turn[home] += 1
    given = {"part_id": Each(part for _s, part, _c in chosen), "state": "joined",
             "recorder_id": by, "person_id": Each(persons),
             "reminded_at": _now(), "reminded_again_at": _now()}  # fmt: skip
    whole = sum(map(len, shifts.values()))  # tomorrow's follow today's, in the same order
    today = fill(Enrolment, len(persons), shift_id=Each(s for s, _p, _c in chosen), **given)
    fill(Enrolment, len(persons), shift_id=Each(s + whole for s, _p, _c in chosen), **given)
    return {"enrolment": today, "shift": [s for s, _p, _c in chosen],
            "class": [c for _s, _p, c in chosen]}  # fmt: skip


def _protect(persons: list[int], homes: list[int], where: dict[str, list[Any]], by: int) -> None:
    """Declared well this morning; the kit of their class and level in hand."""
    from django.utils import timezone

    from tongxin.protection.kits import wardrobe
    from tongxin.protection.models import Declaration, KitIssue

    today, kits = timezone.localdate(), wardrobe()
    fill(
        Declaration, len(persons), person_id=Each(persons), place_id=Each(homes), day=today,
        verdict="fit", declared_by_id=Each(persons),
    )  # fmt: skip
    kit_of = {code: kits.kit_for(code, "", LEVEL) for code in CLASSES}
    fill(
        KitIssue, len(persons), person_id=Each(persons), place_id=Each(homes), day=today,
        kit_id=Each(kit_of[code].key for code in where["class"]),  # type: ignore[union-attr]
        occasion_key=Each(f"shift:{key}" for key in where["shift"]), occasion_title="值守",
        how="issued", given_by_id=by,
    )  # fmt: skip


def _sign_in(persons: list[int]) -> list[str]:
    """Give each a session as logging in an hour ago left it; return their keys."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    from tongxin.people.actions import required_text_ids
    from tongxin.people.middleware import AGREED, SEEN
    from tongxin.people.models import Person

    backend = settings.AUTHENTICATION_BACKENDS[0]
    seal = Person(password="!").get_session_auth_hash()
    keys = [f"door{key:028d}" for key in persons]
    store, agreed = SessionStore(), list(required_text_ids())
    said = {SEEN: int(time.time()) - 3600, AGREED: agreed, BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: seal}  # fmt: skip
    rows = [store.encode({**said, SESSION_KEY: str(key)}) for key in persons]
    Session.objects.bulk_create(
        [
            Session(session_key=key, session_data=row, expire_date=_now() + timedelta(days=13))
            for key, row in zip(keys, rows, strict=True)
        ],
        batch_size=2000,
    )
    return keys
