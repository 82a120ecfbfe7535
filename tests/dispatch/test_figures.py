"""The figures of a plan, counted by hand: coverage by town, class and day, ways, load."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from tongxin.clearance.rules.wishes import METRES_PER_DEGREE
from tongxin.dispatch.board import Board
from tongxin.people.actions import give_grant, robot
from tongxin.places.models import ServiceClass

SOUTH = 0.02  # degrees: how far `mid` lives from the village, about 2.2 km


@pytest.fixture
def days():
    today = timezone.localdate()
    return [today + timedelta(days=n) for n in (2, 3)]


@pytest.fixture
def plan(make_post, make_plan, make_volunteer, village, other_village, city, officer, days):
    """Publicity wants two in the village, guarding one there next day, screening two far away.

    One lives at the spot, one 2.2 km off, nobody in the other town. So the first stands on both
    days, the second once, and the other town stays empty.
    """
    give_grant(officer, role="officer", at=city, by=robot("installer"))
    wanted = [(village, "publicity", 2, 0), (village, "guarding", 1, 1),
              (other_village, "screening", 2, 1)]  # fmt: skip
    for at, code, places, day in wanted:
        of_class = ServiceClass.objects.get(pk=code)
        post = make_post(places, at=at, service_class=of_class)
        start = timezone.make_aware(datetime.combine(days[day], time(9)))
        post.shifts.update(starts_at=start, ends_at=start + timedelta(hours=3))
    make_volunteer("near")
    make_volunteer("mid", latitude=31.26 - SOUTH)
    return make_plan(place=city)


def test_coverage_is_counted_by_town_class_day_and_need(plan, village, town, other_town, days):
    """[what, places, filled], the most places empty first."""
    figures = plan.figures
    assert (figures["seats"], figures["filled"]) == (5, 3)
    assert (figures["hands"], figures["used"]) == (2, 2)
    assert figures["by_town"] == [[other_town.code, 2, 0], [town.code, 3, 3]]
    assert figures["by_class"] == [["screening", 2, 0], ["guarding", 1, 1], ["publicity", 2, 2]]
    first, second = (day.isoformat() for day in days)
    assert figures["by_day"] == [[second, 3, 1], [first, 2, 2]]
    assert figures["by_need"] == [["least", 3, 2], ["more", 2, 1]]
    assert figures["by_urgency"] == [["3", 5, 3]]


def test_ways_are_measured_and_turns_are_counted(plan):
    """Ways of 0, 0 and 2.2 km; one stands once, one twice."""
    way = SOUTH * METRES_PER_DEGREE
    ways = plan.figures["ways"]
    assert ways["within"] == [[1000, 2], [3000, 3], [5000, 3], [10_000, 3]]
    assert ways["median"] == 0
    assert ways["longest"] == round(way)
    assert ways["mean"] == round(way / 3)
    assert ways["p90"] == round(0.8 * way)  # the last fifth of the way from the second to the third
    assert plan.figures["turns"] == [[1, 1], [2, 1]]


def test_the_board_names_what_the_figures_count(plan, days):
    board = Board.of(plan)
    assert board.empty == 2
    told = [(line.name, line.seats, line.filled, line.empty) for line in board.towns]
    assert told == [("和桥镇", 2, 0, 2), ("丁蜀镇", 3, 3, 0)]
    assert [(line.name, line.empty) for line in board.classes] == [
        ("screening", 2), ("guarding", 0), ("publicity", 0)
    ]  # fmt: skip
    assert [(line.name, line.empty) for line in board.days] == [
        (days[0].isoformat(), 0), (days[1].isoformat(), 2)
    ]  # fmt: skip
    assert all(f"day={line.name}" in line.url for line in board.days)


def test_what_is_missing_names_days_and_how_many_at_once(plan, other_town, days):
    row = plan.figures["missing"][0]
    assert (row["town"], row["class"], row["empty"], row["at_once"]) == (
        other_town.code, "screening", 2, 2
    )  # fmt: skip
    assert row["since"] == row["until"] == days[1].isoformat()
