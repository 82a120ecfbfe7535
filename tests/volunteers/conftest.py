"""A register to play on: texts to agree to, kinds of certificates, volunteers made as they are."""

from datetime import date

import pytest

from tongxin.people.actions import (
    give_consent,
    publish_first_texts,
    robot,
    texts_to_ask,
    verify_phone,
)
from tongxin.people.models import ConsentText
from tongxin.volunteers.actions import register, seed_kinds
from tongxin.volunteers.models import QualificationKind


def identity(birth: date, serial: int = 1) -> str:
    """Return an identity number of Yixing with its check digit (GB 11643)."""
    first = f"320282{birth:%Y%m%d}{serial:03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
    return first + "10X98765432"[rest]


@pytest.fixture
def agreed(city):
    """The text one agrees to when joining."""
    publish_first_texts(by=robot("installer"))
    return ConsentText.objects.current().get(purpose="volunteer")


@pytest.fixture
def kinds(city):
    seed_kinds(by=robot("installer"))
    return QualificationKind.objects.in_bulk()


@pytest.fixture
def make_volunteer(make_person, village, agreed):
    """Make somebody who registered by themselves; `born` and `home` may be named."""
    made = []

    def make(username="wang", born=date(1985, 5, 5), home=None, **fields):
        made.append(username)
        person = make_person(username, home=home or village, **fields)
        number = identity(born, len(made))
        return register(person, by=person, agree=agreed, identity=number)

    return make


@pytest.fixture
def volunteer(make_volunteer):
    return make_volunteer("wang-li", name="王丽", phone="13800000031")


@pytest.fixture
def guardian(make_person, village):
    person = make_person("parent-chen", name="陈爸爸", phone="13800000077", home=village)
    return verify_phone(person, by=person)


@pytest.fixture
def as_(client):
    def log_in(person):
        for text in texts_to_ask(person):
            give_consent(person, text, by=person)
        client.force_login(person)
        return client

    return log_in
