"""Whatever happens to a ledger: never negative, sums agree, replayed is once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongxin.people.actions import robot
from tongxin.records import actions
from tongxin.records.models import Book, Credit, PointMove
from tongxin.records.reckoning import covered, reckon

START = datetime(2020, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
minutes = st.integers(-200, 800)
spans = st.tuples(minutes, st.integers(0, 600)).map(
    lambda pair: (START + pair[0] * MINUTE, START + (pair[0] + pair[1]) * MINUTE)
)


@given(served=spans, length=st.integers(1, 480), pauses=st.integers(0, 300),
       taken=st.lists(spans, max_size=4), used=st.integers(0, 600))  # fmt: skip
def test_a_stint_never_counts_more_than_any_rule_allows(served, length, pauses, taken, used):
    window = (START, START + length * MINUTE)
    told = reckon(window, served, pauses_minutes=pauses, taken=taken, day_minutes=used,
                  share_percent=60, daily_minutes=480)  # fmt: skip
    present = max(timedelta(), min(served[1], window[1]) - max(served[0], window[0]))
    assert 0 <= told.minutes <= max(0, 480 - used)
    assert told.minutes * MINUTE <= present
    assert window[0] <= told.since <= told.until <= window[1]
    if told.minutes:
        assert present * 100 >= (window[1] - window[0]) * 60
        free = present - covered((told.since, told.until), taken)
        assert told.minutes <= free // MINUTE - pauses
    elif told.until > told.since and present * 100 >= (window[1] - window[0]) * 60:
        assert told.flags or pauses or present < MINUTE


@given(span=spans, others=st.lists(spans, max_size=6))
def test_what_is_covered_is_counted_minute_by_minute(span, others):
    at, count = span[0], 0
    while at < span[1]:
        count += any(start <= at < end for start, end in others)
        at += MINUTE
    assert covered(span, others) == count * MINUTE


steps = st.lists(
    st.one_of(
        st.tuples(st.just("serve"), st.integers(0, 60), st.integers(1, 6)),
        st.tuples(st.just("shorten"), st.integers(0, 9), st.integers(0, 5)),
        st.tuples(st.just("strike"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("redeem"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("give back"), st.integers(0, 5), st.just(0)),
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture,
                                                  HealthCheck.too_slow])  # fmt: skip
@given(steps=steps)
def test_any_story_leaves_a_sound_ledger(steps, helper, officer, village, make_stint):
    from django.db import transaction

    with transaction.atomic():
        reward = actions.offer_reward(village, title="毛巾", points=25, count=100, by=officer)
        for step in steps + steps[-2:]:  # the last ones sent twice
            play(step, reward, helper, officer, make_stint)
            sound(helper)
        while actions.seal_lines(by=robot("clock"), thoroughly=True):
            pass
        assert list(actions.verify_records()) == []
        transaction.set_rollback(True)


def play(step, reward, helper, officer, make_stint):
    what, where, much = step
    try:
        if what == "serve":
            start = START + timedelta(hours=3 * where)
            stint = make_stint(start=start, hours=much, occasion_key=f"shift:{where}")
            assert actions.credit(stint, by=helper) == actions.credit(stint, by=helper)
        elif what in ("shorten", "strike"):
            lines = list(Credit.objects.standing().order_by("pk"))
            if where < len(lines):
                shorten(lines[where], what, much, officer)
        elif what == "redeem":
            actions.redeem(reward, uid=UUID(int=where), by=helper)
        else:
            for row in helper.redemptions.filter(uid=UUID(int=where)):
                actions.give_back(row, by=helper)
    except (actions.NotEnoughPoints, actions.TypedHours, actions.AlreadyCorrected):
        pass


def shorten(line, what, much, officer):
    if what == "strike":
        actions.strike(line, reason="更正", by=officer)
    else:
        actions.correct(
            line, came_at=line.came_at, left_at=line.came_at + timedelta(hours=much),
            pauses_minutes=0, reason="更正", by=officer,
        )  # fmt: skip


def sound(helper):
    book, again = Book.objects.filter(pk=helper.pk).first(), actions.recount(helper)
    if book is None:
        assert not Credit.objects.exists()
        return
    for name in ("verified_minutes", "made_up_minutes", "points", "owed"):
        assert getattr(book, name) == getattr(again, name) >= 0
    standing = sum(Credit.objects.standing().values_list("minutes", flat=True))
    assert standing == book.verified_minutes
    assert sum(PointMove.objects.values_list("points", flat=True)) == book.points
