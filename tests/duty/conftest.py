"""The cast of the door: volunteers fit for today, a shift that begins in half an hour."""

from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from tests.journeys.conftest import look  # noqa: F401
from tests.rosters.conftest import *  # noqa: F403
from tongxin.duty.codes import digits_of, door_of, window_of
from tongxin.duty.times import usual_times
from tongxin.protection.actions import declare_health
from tongxin.protection.health import Answers
from tongxin.rosters import actions as rosters


@pytest.fixture
def clock():
    """Today at nine, and it stands still: `clock.shift(…)` moves it."""
    nine = timezone.localtime().replace(hour=9, minute=0, second=5, microsecond=0)
    with time_machine.travel(nine, tick=False) as travelled:
        yield travelled


@pytest.fixture
def fit():
    """`fit(person)`: they declare that they are well."""

    def declare(*people, temperature="36.5"):
        for person in people:
            declare_health(person, Answers(Decimal(temperature)), by=person)

    return declare


@pytest.fixture
def shift(clock, make_shift):
    """A shift for three, from half past nine to half past twelve."""
    return make_shift(places=3, ahead=0.5)


@pytest.fixture
def placed(shift, hands, fit):
    """Two volunteers who joined it and are well: (enrolment, enrolment)."""
    rows = [rosters.join(shift, by=person) for person in hands[:2]]
    fit(*hands[:2])
    return rows


@pytest.fixture
def digits():
    """`digits(shift)`: what its door shows now."""

    def now(shift, ago=0):
        seconds = usual_times().code_seconds
        return digits_of(door_of(shift), window_of(timezone.now(), seconds) - ago)

    return now
