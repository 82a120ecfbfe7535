"""Stars by application; points by rule version, never below nothing (rule 45)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.records.conftest import HOUR, MONDAY
from tongxin.errors import NotAllowed
from tongxin.people.actions import robot
from tongxin.records import actions
from tongxin.records.hours import hours_of
from tongxin.records.models import Book, PointMove, Redemption
from tongxin.records.rules import rules_in_force, usual_rules


@pytest.fixture
def easy(city, director):
    """Rules under which four hours are worth a star."""
    return actions.set_rules(replace(usual_rules(), star_hours=[4, 8, 12, 16, 20]), by=director)


@pytest.fixture
def towel(village, officer):
    return actions.offer_reward(village, title="毛巾", points=30, count=2, by=officer)


def test_stars_are_asked_for_and_given(easy, serve, helper, officer):
    serve()
    row = actions.ask_stars(1, by=helper)
    assert actions.ask_stars(1, by=helper) == row
    row = actions.give_stars(row, by=officer)
    assert (row.state, actions.give_stars(row, by=officer)) == ("given", row)
    with pytest.raises(actions.AlreadyAsked):
        actions.ask_stars(1, by=helper)


def test_stars_ask_for_hours(easy, serve, helper):
    serve()
    for stars in (2, 0, 6):
        with pytest.raises(actions.NotEnoughHours):
            actions.ask_stars(stars, by=helper)


def test_the_usual_stars_are_those_of_the_rule():
    hours = usual_rules().star_hours
    assert hours == [100, 300, 600, 1000, 1500]
    assert [actions.stars_within(n * 60, hours) for n in (99, 100, 999, 1500)] == [0, 1, 3, 5]


def test_nobody_gives_stars_to_themselves_nor_for_hours_that_are_gone(
    easy, serve, helper, officer, stranger, make_stint
):
    line = serve()
    row = actions.ask_stars(1, by=helper)
    with pytest.raises(NotAllowed):
        actions.give_stars(row, by=stranger)
    actions.strike(line, reason="代签", by=officer)
    with pytest.raises(actions.NotEnoughHours):
        actions.give_stars(row, by=officer)
    assert actions.refuse_stars(row, reason="时数更正", by=officer).state == "refused"
    actions.credit(make_stint(officer), by=officer)
    own = actions.ask_stars(1, by=officer)
    with pytest.raises((actions.NotYours, NotAllowed)):
        actions.give_stars(own, by=officer)


def test_points_follow_the_rules_of_their_time(serve, helper, director, city, officer):
    first = serve()
    actions.set_rules(replace(usual_rules(), points_per_hour=20), by=director)
    serve(start=MONDAY + 24 * HOUR)
    assert hours_of(helper).points == 40 + 80
    actions.strike(first, reason="记错了", by=officer)
    assert hours_of(helper).points == 80


def test_a_class_may_earn_more(serve, helper):
    serve(service_class="disinfection")
    assert hours_of(helper).points == 60


def test_points_are_given_for_a_reward_once(serve, towel, helper):
    serve()
    uid = uuid4()
    row = actions.redeem(towel, uid=uid, by=helper)
    assert actions.redeem(towel, uid=uid, by=helper) == row
    towel.refresh_from_db()
    assert (hours_of(helper).points, towel.left) == (10, 1)
    with pytest.raises(actions.NotEnoughPoints):
        actions.redeem(towel, uid=uuid4(), by=helper)


def test_what_is_gone_is_not_given(serve, helper, village, officer):
    serve()
    row = actions.offer_reward(village, title="保温杯", points=5, count=0, by=officer)
    with pytest.raises(actions.SoldOut):
        actions.redeem(row, uid=uuid4(), by=helper)
    row = actions.retire_reward(actions.restock_reward(row, count=3, by=officer), by=officer)
    with pytest.raises(actions.SoldOut):
        actions.redeem(row, uid=uuid4(), by=helper)


def test_an_unfetched_reward_is_given_back_with_its_points(serve, towel, helper, officer):
    serve()
    row = actions.redeem(towel, uid=uuid4(), by=helper)
    assert actions.give_back(row, by=helper).state == "returned"
    actions.give_back(row, by=helper)
    assert hours_of(helper).points == 40
    row = actions.redeem(towel, uid=uuid4(), by=helper)
    assert actions.hand_over(row, by=officer).state == "handed"
    with pytest.raises(actions.AlreadyDecided):
        actions.give_back(row, by=helper)


def test_a_stranger_keeps_no_rewards(towel, serve, helper, village, stranger):
    serve()
    row = actions.redeem(towel, uid=uuid4(), by=helper)
    for forbidden in (
        lambda: actions.offer_reward(village, title="x", points=1, count=1, by=stranger),
        lambda: actions.restock_reward(towel, count=9, by=stranger),
        lambda: actions.retire_reward(towel, by=stranger),
        lambda: actions.hand_over(row, by=stranger),
        lambda: actions.give_back(row, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_points_spent_before_a_correction_are_owed_and_paid_by_the_next(
    serve, towel, helper, officer
):
    line = serve()
    actions.redeem(towel, uid=uuid4(), by=helper)
    actions.strike(line, reason="代签", by=officer)
    assert (hours_of(helper).points, hours_of(helper).owed) == (0, 30)
    serve(start=MONDAY + 24 * HOUR)
    assert (hours_of(helper).points, hours_of(helper).owed) == (10, 0)


def test_the_database_keeps_no_negative_balance(serve, helper):
    serve()
    for change in ({"points": -1}, {"owed": -1}, {"verified_minutes": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Book.objects.filter(pk=helper.pk).update(**change)


def test_rules_stay_within_the_law(city, director, officer):
    for change in ({"notice_days": 6}, {"retention_years": 9}, {"daily_minutes": 600},
                   {"star_hours": [1, 2, 3]}, {"class_percent": {"guarding": -5}}):  # fmt: skip
        with pytest.raises(actions.BadRules):
            actions.set_rules(replace(usual_rules(), **change), by=director)
    with pytest.raises(NotAllowed):
        actions.set_rules(replace(usual_rules(), notice_days=10), by=officer)
    actions.set_rules(replace(usual_rules(), notice_days=10), by=director)
    assert rules_in_force().notice_days == 10


def test_merged_entries_share_one_book_and_one_proof(
    serve, make_helper, helper, director, stranger, towel
):
    """Two entries of one human: hours served at once count once; the chain knows why."""
    other = make_helper("hand-again")
    serve()
    serve(start=MONDAY + 24 * HOUR)
    serve(other)
    serve(other, start=MONDAY + 48 * HOUR)
    actions.redeem(towel, uid=uuid4(), by=other)
    with pytest.raises(NotAllowed):
        actions.take_over(helper, other, stranger)
    actions.take_over(helper, other, director)
    assert hours_of(helper).verified == 720
    assert hours_of(other).together == 0
    assert Redemption.objects.get().person == helper
    assert PointMove.objects.filter(person=other).count() == 0
    actions.seal_lines(by=robot("clock"))
    assert list(actions.verify_records()) == []
