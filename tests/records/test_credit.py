"""Verified hours come from what the door saw, and from nothing else (rules 39, 41, 52)."""

import re
from datetime import timedelta

import pytest

from tests.architecture.city import SRC, sources
from tests.records.conftest import HOUR, MONDAY
from tongxin.journal.models import Entry
from tongxin.records.actions import credit, recount
from tongxin.records.hours import hours_of, recent_minutes
from tongxin.records.models import Credit


def test_a_stint_becomes_hours_and_stands_in_the_journal(serve, helper):
    line = serve()
    assert (line.minutes, line.kind, line.number) == (240, "verified", helper.volunteer.number)
    assert hours_of(helper).verified == 240
    assert Entry.objects.get(verb="hours.credited").facts == {"minutes": 240, "flags": []}


def test_twice_is_once(serve, helper):
    assert serve() == serve()
    assert hours_of(helper).verified == 240


def test_a_drill_leaves_nothing(make_stint, helper):
    assert credit(make_stint(is_drill=True), by=helper) is None
    assert not Credit.objects.exists()


def test_nothing_outside_the_window_counts(serve):
    line = serve(late=-90, early=-45)
    assert (line.minutes, line.flags) == (240, ["outside_window"])
    assert line.came_at < line.starts_at == line.served_from


@pytest.mark.parametrize(("late", "minutes"), [(96, 144), (97, 0)])
def test_who_serves_less_than_sixty_in_a_hundred_gets_nothing(serve, late, minutes):
    assert serve(late=late).minutes == minutes


def test_below_the_share_the_line_says_so(serve):
    assert serve(early=120).flags == ["below_share"]


def test_pauses_do_not_count(serve):
    assert serve(pauses_minutes=30).minutes == 210


def test_what_overlaps_counts_once(serve, helper):
    serve()
    line = serve(start=MONDAY + 3 * HOUR)
    assert (line.minutes, line.flags) == (180, ["overlap"])
    assert hours_of(helper).verified == 420


def test_no_more_than_eight_hours_a_day(serve, helper):
    for n in range(3):
        serve(start=MONDAY + n * 4 * HOUR)
    assert hours_of(helper).verified == 480
    assert Credit.objects.first().flags == ["daily_cap"]
    serve(start=MONDAY + 24 * HOUR)
    assert hours_of(helper).verified == 720


def test_who_left_before_coming_gets_nothing(serve):
    assert serve(left_at=MONDAY - HOUR).minutes == 0


def test_recent_minutes_are_an_array_in_the_order_asked(
    serve, make_helper, helper, django_assert_num_queries
):
    other, idle = make_helper("other"), make_helper("idle")
    serve()
    serve(start=MONDAY + 24 * HOUR)
    serve(other, start=MONDAY + 24 * HOUR, hours=2)
    since = MONDAY + timedelta(hours=20)
    asked = [idle.pk, other.pk, helper.pk, 10**9]
    with django_assert_num_queries(1):
        assert recent_minutes(asked, since).tolist() == [0, 120, 240, 0]
    assert recent_minutes(asked, MONDAY).tolist() == [0, 120, 480, 0]
    assert recent_minutes([], since).tolist() == []


def test_the_book_is_the_sum_of_its_lines(serve, helper):
    serve()
    serve(start=MONDAY + 5 * HOUR)
    again = recount(helper)
    assert (again.verified_minutes, again.points) == (480, 80)
    assert hours_of(helper).points == 80


def test_a_ledger_is_never_changed(serve):
    serve()
    with pytest.raises(TypeError):
        Credit.objects.update(minutes=1)
    with pytest.raises(TypeError):
        Credit.objects.all().delete()


def test_a_line_costs_the_database_little(make_stint, helper, django_assert_max_num_queries):
    credit(make_stint(), by=helper)
    stint = make_stint(start=MONDAY + 24 * HOUR)
    with django_assert_max_num_queries(12):
        credit(stint, by=helper)


def test_only_the_door_writes_verified_hours():
    """Rule 39: nobody types them. `credit` is called by `duty`, and by no view or form."""
    called = re.compile(r"\bcredit\(")
    callers = {
        path.relative_to(SRC).parts[0]
        for path in sources()
        if called.search(path.read_text()) and "records" not in path.parts
    }
    assert callers <= {"duty", "drill"}
