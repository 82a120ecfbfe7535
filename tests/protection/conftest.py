"""The cast of protection: occasions, items, kits, stock."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tongxin.people.actions import create_unit
from tongxin.protection import rota
from tongxin.protection.actions import Arrival, holder_of, receive
from tongxin.protection.health import Answers
from tongxin.protection.models import Balance, Item, Kit, KitLine
from tongxin.protection.occasions import Occasion
from tongxin.volunteers.models import Volunteer

WELL = Answers(Decimal("36.5"))
FEVER = Answers(Decimal("37.6"))


@pytest.fixture
def make_volunteer(make_person, village):
    """Make an active volunteer of the village; `unit`: whom they come from."""

    def make(username, unit=None, **parts):
        named = parts.pop("name", username)
        person = make_person(username, name=named, home=parts.pop("home", village))
        Volunteer.objects.create(
            person=person, number=f"YX-{person.pk:06d}", state="active", unit=unit,
            confirmed_at=timezone.now(), latitude=31.26, longitude=119.85, **parts,
        )  # fmt: skip
        return person

    return make


@pytest.fixture
def volunteer(make_volunteer):
    return make_volunteer("yang", name="杨扬")


@pytest.fixture
def unit(town, director):
    return create_unit(at=town, name="供电公司", by=director)


@pytest.fixture
def occasion(village):
    """Make a shift of today in the village, as protection knows it."""

    def make(key="shift:1", **parts):
        start = timezone.localtime().replace(hour=9, minute=0) + timedelta(days=parts.pop("day", 0))
        usual = {"key": key, "title": "云湖卡口", "place": village, "starts_at": start,
                 "ends_at": start + timedelta(hours=3), "kind": "checkpoint"}  # fmt: skip
        return Occasion(**usual | parts)

    return make


@pytest.fixture
def shift(occasion):
    return occasion()


@pytest.fixture
def items(city):
    """A mask, a vest that comes back, and a suit that only the city supplies."""
    made = [
        Item.objects.create(code="mask", name="口罩", name_en="Mask", unit_word="只", least=10),
        Item.objects.create(code="vest", name="马甲", unit_word="件", is_reusable=True, order=1),
        Item.objects.create(code="suit", name="防护服", unit_word="套", is_urgent=True, order=2),
    ]
    return {item.pk: item for item in made}


@pytest.fixture
def make_kit(items):
    def make(needs, level=0, kind="checkpoint", **parts):
        kit = Kit.objects.create(name="卡口包", post_kind=kind, level=level, **parts)
        for code, count in needs.items():
            KitLine.objects.create(kit=kit, item=items[code], quantity=count)
        return kit

    return make


@pytest.fixture
def kit(make_kit):
    return make_kit({"mask": 2, "vest": 1})


@pytest.fixture
def stock(items, director):
    """`stock(village, mask=10)`: put so many there, good to `until` (days from today)."""

    def put(owner, until=300, lot="A", **counts):
        day = None if until is None else timezone.localdate() + timedelta(days=max(until, 0))
        for code, count in counts.items():
            receive(owner, Arrival(items[code], count, lot, day), by=director)
        if until is not None and until < 0:
            holder = holder_of(owner)
            for row in Balance.objects.filter(holder=holder, lot__number=lot):
                row.lot.expires_on = timezone.localdate() + timedelta(days=until)
                row.lot.save()
        return holder_of(owner)

    return put


@pytest.fixture
def on_duty():
    """Tell protection whom some app above expects: `on_duty([(person, occasion)])`."""
    told = []

    def source(asked):
        return [
            rota.Turn(person.pk, occasion)
            for person, occasion in told
            if asked.first <= occasion.day <= asked.last
            and (asked.people is None or person.pk in asked.people)
            and (asked.paths is None or any(occasion.place.path.startswith(p) for p in asked.paths))
        ]

    kept = dict(rota.SOURCES)
    rota.SOURCES.clear()
    rota.add("test", source)
    yield told.extend
    rota.SOURCES.clear()
    rota.SOURCES.update(kept)


def left(holder, code="mask"):
    """Return how many of an item a holder has, good or not."""
    return sum(Balance.objects.filter(holder=holder, lot__item=code)
               .values_list("quantity", flat=True))  # fmt: skip
