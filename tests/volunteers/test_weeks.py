"""Which parts of a week a window touches, and who offers them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tongxin.volunteers import weeks

MONDAY = datetime(2020, 2, 3)  # noqa: DTZ001


def local(hour, day=0):
    return timezone.make_aware(MONDAY + timedelta(days=day, hours=hour))


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        (8, 11, [(0, 0)]),
        (8, 12, [(0, 0)]),  # the end itself is not touched
        (10, 14, [(0, 0), (0, 1)]),
        (18, 24, [(0, 2)]),
        (22, 30, [(0, 2)]),  # a night shift ends where the morning begins
        (22, 29, [(0, 2)]),
        (3, 5, [(6, 2)]),  # before six: the evening of the day before
    ],
)
def test_a_window_needs_every_part_it_touches(start, end, parts):
    expected = sum(weeks.bit(day, part) for day, part in parts)
    assert weeks.window_bits(local(start), local(end)) == expected


def test_more_than_a_week_needs_all_of_it():
    assert weeks.window_bits(local(8), local(8, day=9)) == weeks.ALL


def test_one_missing_part_is_not_offered():
    mornings = sum(weeks.bit(day, weeks.MORNING) for day in range(7))
    assert weeks.offers(mornings, local(8), local(11))
    assert not weeks.offers(mornings, local(10), local(14))
