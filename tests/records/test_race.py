"""Two at once: one book, one line after the other (PostgreSQL)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.records.conftest import HOUR, MONDAY
from tongxin.people.actions import robot
from tongxin.records import actions
from tongxin.records.hours import hours_of
from tongxin.records.models import Credit, Link, Redemption

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_stints_that_overlap_count_no_minute_twice(make_stint, helper, race):
    stints = [make_stint(start=MONDAY + n * HOUR / 2, occasion_key=f"shift:{n}") for n in range(6)]
    outcomes = race(*[lambda s=s: actions.credit(s, by=helper) for s in stints])
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert hours_of(helper).verified <= 6.5 * 60
    lines = Credit.objects.filter(minutes__gt=0)
    assert sum(line.minutes for line in lines) == hours_of(helper).verified
    assert list(actions.verify_records()) == []


def test_one_check_out_sent_ten_times_is_one_line(make_stint, helper, race):
    stint = make_stint()
    outcomes = race(*[lambda: actions.credit(stint, by=helper) for _ in range(10)])
    assert len({one.pk for one in outcomes}) == 1
    assert hours_of(helper).verified == 240


def test_many_redeem_at_once_and_no_balance_falls_below_nothing(
    make_stint, helper, village, officer, race
):
    actions.credit(make_stint(), by=helper)
    reward = actions.offer_reward(village, title="毛巾", points=15, count=50, by=officer)
    outcomes = race(*[lambda: actions.redeem(reward, uid=uuid4(), by=helper) for _ in range(8)])
    refused = [one for one in outcomes if isinstance(one, actions.NotEnoughPoints)]
    assert (len(refused), Redemption.objects.count(), hours_of(helper).points) == (6, 2, 10)


def test_the_last_reward_goes_to_one(make_stint, make_helper, village, officer, race):
    people = [make_helper(f"n{n}") for n in range(5)]
    for person in people:
        actions.credit(make_stint(person), by=person)
    reward = actions.offer_reward(village, title="毛巾", points=15, count=1, by=officer)
    race(*[lambda p=p: actions.redeem(reward, uid=uuid4(), by=p) for p in people])
    reward.refresh_from_db()
    assert (Redemption.objects.count(), reward.left) == (1, 0)


def test_a_line_is_corrected_by_one_of_two(make_stint, helper, officer, director, race):
    line = actions.credit(make_stint(), by=helper)
    race(*[lambda w=w: actions.strike(line, reason="代签", by=w) for w in (officer, director)])
    assert Credit.objects.count() == 2
    assert hours_of(helper).verified == 0


def test_lines_go_on_being_written_while_they_are_sealed(make_stint, make_helper, race):
    people = [make_helper(f"n{n}") for n in range(6)]
    calls = [lambda p=p: actions.credit(make_stint(p), by=p) for p in people]
    race(*calls, *[lambda: actions.seal_lines(by=robot("clock"))] * 2)
    actions.seal_lines(by=robot("clock"), thoroughly=True)
    assert Link.objects.count() == 12
    assert list(actions.verify_records()) == []


def test_one_certificate_is_issued_once(make_stint, helper, officer, director, city, race):
    actions.name_issuer(city, organisation="x", principal="y", contact="z", by=director)
    actions.credit(make_stint(), by=helper)
    row = actions.ask_certificate(
        helper, since=MONDAY.date(), until=MONDAY.date() + timedelta(days=1), uid=uuid4(), by=helper
    )
    race(*[lambda: actions.issue_certificate(row, by=officer)] * 4)
    row.refresh_from_db()
    assert row.number.endswith("000001")
