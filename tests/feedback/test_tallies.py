"""Receipts are added up in the transaction that writes them: line by line the same as the rows."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from tongxin.feedback import figures
from tongxin.feedback.actions import Sheet, give_review, invite_due, type_in_reviews
from tongxin.feedback.models import Receipt, Tally
from tongxin.menu.actions import book
from tongxin.needs.actions import answer_needs, decide_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.people.actions import robot


@pytest.fixture
def invited(make_need, steward, team, leader, make_session, resident):
    """Receipts of two days: three of needs answered, one of a session visited."""
    judgement = Judgement(route="menu", platform="education", urgency=4)
    needs = [
        make_need(f"想听第{n}课", by=robot("resident-door"), channel="web", phone="13900000002")
        for n in range(3)
    ]
    decide_needs(needs, judgement=judgement, by=steward)
    answer_needs(needs[:2], team=team, report="讲了", answer_url="", by=leader)
    book(make_session(ahead_hours=30), person=resident, by=resident)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        answer_needs(needs[2:], team=team, report="讲了", answer_url="", by=leader)
        invite_due(by=robot("clock"))
        yield list(Receipt.objects.order_by("pk"))


def kept() -> dict:
    """Return what was added up, {(day, place, team, service): counts}."""
    return {
        (line.day, line.place_id, line.team_id, line.service_id): Counter(
            {name: n for name in Tally.COUNTS if (n := getattr(line, name))}
        )
        for line in Tally.objects.all()
    }


def counted() -> dict:
    """Return the same, counted from the rows."""
    found: dict = {}
    for row in Receipt.objects.select_related("review"):
        cell = figures.day_of(row.answered_at), row.place_id, row.team_id, row.service_id
        counts = found.setdefault(cell, Counter())
        counts["asked"] += 1
        if review := getattr(row, "review", None):
            counts[review.solved] += 1
            counts["starred"] += review.stars is not None
            counts["stars"] += review.stars or 0
    return {cell: +counts for cell, counts in found.items()}


def test_the_tallies_are_the_rows_added_up(invited, steward):
    assert len(kept()) == 3
    assert kept() == counted()
    first, second, *others = invited
    give_review(first, by=first.person or robot("resident-door"), solved="partly")
    type_in_reviews([Sheet(second, "yes", 4), *(Sheet(row, "no", 1) for row in others)], by=steward)
    assert kept() == counted()
    assert sum(line["stars"] for line in kept().values()) == 6


def test_inviting_and_typing_in_again_adds_nothing(invited, steward):
    type_in_reviews([Sheet(row, "yes", 5) for row in invited], by=steward)
    before = kept()
    invite_due(by=robot("clock"))
    type_in_reviews([Sheet(row, "no", 1) for row in invited], by=steward)
    assert kept() == before == counted()


def test_what_is_refused_is_not_counted(invited, steward):
    before = kept()
    with pytest.raises(ValidationError):
        type_in_reviews([Sheet(invited[0], "yes", 5), Sheet(invited[1], "yes", 6)], by=steward)
    assert kept() == before == counted()


def test_a_day_begins_at_midnight_in_the_city():
    """23:30 and 00:30 in Yixing are two days, though they are one in UTC."""
    late = datetime.fromisoformat("2026-11-23T15:30:00+00:00")
    assert [figures.day_of(late + timedelta(hours=n)).day for n in (0, 1)] == [23, 24]
    window = figures.Window((), figures.day_of(late), figures.day_of(late))
    assert window.since < late < window.until <= late + timedelta(hours=1)


def test_all_who_review_at_once_are_counted(invited, race):
    door = robot("resident-door")

    def say(receipt):
        return lambda: give_review(receipt, by=receipt.person or door, solved="yes", stars=5)

    ends = race(*(say(receipt) for receipt in invited))
    assert not [end for end in ends if isinstance(end, Exception)]
    assert kept() == counted()
    assert sum(line["yes"] for line in kept().values()) == 4
