"""The winter week in Yixing: the demo city at nine in the morning, walked in both languages.

Desk stories at a desk's width, volunteers' on a phone: all four pairings of language and size.
"""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from tests.journeys.conftest import look  # noqa: F401
from tongxin.drill import cast, city, sending
from tongxin.duty.codes import digits_of, door_of, window_of
from tongxin.duty.times import usual_times
from tongxin.people.actions import give_consent, texts_to_ask
from tongxin.people.models import Person, Team
from tongxin.places.models import Place
from tongxin.protection.actions import declare_health
from tongxin.protection.health import Answers
from tongxin.rosters.models import Post, Shift
from tongxin.training.actions import give_passes
from tongxin.training.models import Module
from tongxin.volunteers import weeks
from tongxin.volunteers.actions import Offer, change_offer
from tongxin.volunteers.models import Volunteer

PHONE, DESK = (390, 844), (1280, 900)
LANGUAGES = {"zh": {}, "en": {"language": "en"}}
BUILDING = timedelta(minutes=10)  # at most, on a breathless machine
NINE = timezone.localtime().replace(hour=9, minute=0, second=5, microsecond=0)


@pytest.fixture
def clock():
    """Today at nine, and it goes on: `clock.move_to(…)` moves it."""
    with time_machine.travel(NINE) as travelled:
        yield travelled


@pytest.fixture(scope="session")
def kept():
    """The demo city as it was built, for the stories after the first (SQLite)."""
    with sqlite3.connect(":memory:", check_same_thread=False) as copy:
        yield copy


@pytest.fixture
def demo(transactional_db, clock, kept):
    """The tiny demo city, built at nine; on SQLite once for all stories. It is ten past now."""
    for cache in caches.all():
        cache.clear()
    connection.ensure_connection()
    is_kept = kept.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if connection.vendor == "sqlite" and is_kept:
        kept.backup(connection.connection)
    else:
        city.build("tiny", lambda *_told: None)
    if connection.vendor == "sqlite" and not is_kept:
        connection.connection.backup(kept)
    clock.move_to(NINE + BUILDING)


@dataclass
class Week:
    """The city, its people, and pages in the language of this walk."""

    language: str
    open_page: Any
    clock: Any

    def person(self, username):
        return Person.objects.get(username=username)

    def phone(self, person=None):
        """A page of 390 pixels, signed in as somebody (a name of the cast, or a person)."""
        return self._page(PHONE, person)

    def desk(self, person=None):
        return self._page(DESK, person)

    def _page(self, size, person):
        found = self.person(person) if isinstance(person, str) else person
        return self.open_page(*size, found, **LANGUAGES[self.language])

    def say(self, chinese, english):
        """What this walk reads."""
        return {"zh": chinese, "en": english}[self.language]

    @property
    def village(self):
        return Place.objects.get(code=cast.VILLAGE)

    @property
    def town(self):
        return Place.objects.get(code=cast.TOWN)

    @property
    def rescue(self):
        return Team.objects.get(name=sending.RESCUE)

    @property
    def star(self):
        return self.person("zhiyuanzhe")

    def neighbours(self):
        """The volunteers of the village, trained, free, glad to come; besides the star."""
        rows = Volunteer.objects.filter(state="active", person__home__code=cast.VILLAGE)
        found = rows.exclude(person=self.star).select_related("person").order_by("pk")
        for row in found:
            change_offer(row, Offer(weeks.ALL, reach_km=15, weekly_cap=7), by=row.person)
            self.agrees(row.person)
        people = [row.person for row in found]
        for module in Module.objects.all():
            give_passes(people, module, evidence="册", since=NINE, by=self.person("zhuren"))
        return people

    def agrees(self, person):
        """They have agreed before: nothing stands between them and their page."""
        for text in texts_to_ask(person):
            give_consent(person, text, by=person)

    def next_shift(self):
        """The shift in the village that begins this morning, where the star stands."""
        rows = Shift.objects.filter(post__title="便民点引导", starts_at__gt=timezone.now())
        found = rows.select_related("post__place").get()
        assert found.enrolments.get().person == self.star
        return found

    def post(self, title):
        return Post.objects.filter(title=title).order_by("pk").first()

    def door(self, shift):
        """The address in the QR code that the door shows now."""
        seconds = usual_times().code_seconds
        digits = digits_of(door_of(shift), window_of(timezone.now(), seconds))
        return f"/d/{door_of(shift)}/{digits}"

    def handout(self, page, person, shift):
        """The button that hands the kit out."""
        row = page.locator(f"#kit-{person.pk}-shift{shift.pk}")
        return row.locator('form[action$="/issue"] button').first

    def well(self, person):
        declare_health(person, Answers(Decimal("36.4")), by=person)


@pytest.fixture(params=["zh", "en"])
def week(request, demo, clock, open_page):
    return Week(request.param, open_page, clock)


@pytest.fixture(autouse=True)
def _curtain(demo):
    """The demo city brings its own curtain."""
