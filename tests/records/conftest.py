"""The cast of records: volunteers, and stints as the door saw them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tongxin.records.actions import credit
from tongxin.records.actions.sealing import anchor
from tongxin.records.stints import Stint
from tongxin.volunteers.models import Volunteer

MONDAY = datetime(2020, 2, 10, 0, 0, tzinfo=UTC)  # 08:00 in Yixing
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_end_yet(home_of_tests):
    """The ledger's end does not reach from one test to the next."""
    anchor().unlink(missing_ok=True)


@pytest.fixture
def make_helper(make_person, village):
    """Make an active volunteer of the village."""

    def make(username="hand", **parts):
        person = make_person(username, home=parts.pop("home", village), **parts)
        Volunteer.objects.create(
            person=person, number=f"YX2020-{person.pk:06d}", state="active",
            confirmed_at=timezone.now(),
        )  # fmt: skip
        return person

    return make


@pytest.fixture
def helper(make_helper):
    return make_helper("hand-chen", name="陈志愿")


@pytest.fixture
def make_stint(helper, village, officer):
    """Make a stint of four hours, `late` and `early` in minutes; named parts override."""

    def make(person=None, start=MONDAY, hours=4, late=0, early=0, **parts):
        ends = start + hours * HOUR
        usual = Stint(
            person=person or helper, occasion_key=f"shift:{start:%d%H%M}", title="村口值守",
            place=village, content="测温、登记", client="洋渚村村民", service_class="guarding",
            starts_at=start, ends_at=ends, came_at=start + timedelta(minutes=late),
            left_at=ends - timedelta(minutes=early), principal=officer,
        )  # fmt: skip
        return replace(usual, **parts)

    return make


@pytest.fixture
def serve(make_stint):
    """Credit a stint, recorded by the volunteer."""

    def make(*args, **parts):
        stint = make_stint(*args, **parts)
        return credit(stint, by=stint.person)

    return make
