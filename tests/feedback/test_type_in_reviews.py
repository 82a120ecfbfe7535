"""Receipts that came on paper are typed in by a station, a pile at one stroke."""

import pytest
from django.core.exceptions import ValidationError

from tongxin.errors import NotAllowed
from tongxin.feedback.actions import Sheet, invite_due, type_in_reviews
from tongxin.feedback.models import Receipt, Review
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.moderation.models import Submission
from tongxin.needs.actions import answer_needs, decide_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.people.actions import robot


@pytest.fixture
def sheets(make_need, steward, team, leader):
    def make(count: int, **said) -> list[Sheet]:
        needs = [make_need(f"想听第{n}课") for n in range(count)]
        decide_needs(
            needs, judgement=Judgement(route="menu", platform="education", urgency=4), by=steward
        )
        answer_needs(needs, team=team, report="讲了", answer_url="", by=leader)
        invite_due(by=robot("clock"))
        said = {"solved": "yes", "stars": 5} | said
        return [Sheet(receipt=row, **said) for row in Receipt.objects.filter(need__in=needs)]

    return make


def test_each_sheet_becomes_a_review_by_proxy(sheets, steward, leader):
    told = Message.objects.filter(recipient=f"person:{leader.pk}").count()
    pile = sheets(3, words="讲得清楚")
    reviews = type_in_reviews(pile, by=steward)
    assert {(row.solved, row.stars, row.by_proxy) for row in reviews} == {("yes", 5, True)}
    assert Submission.objects.filter(state="waiting").count() == 3
    assert {r.need.state for r in Receipt.objects.select_related("need")} == {"reviewed"}
    assert Entry.objects.filter(verb="review.given").count() == 3
    assert Message.objects.filter(recipient=f"person:{leader.pk}").count() == told + 3


def test_no_on_paper_opens_the_need_again(sheets, steward):
    (sheet,) = sheets(1, solved="no", stars=1, words="没听懂")
    type_in_reviews([sheet], by=steward)
    sheet.receipt.need.refresh_from_db()
    assert sheet.receipt.need.state == "listed"
    assert sheet.receipt.need.times_reopened == 1


def test_a_pile_typed_twice_counts_once(sheets, steward):
    pile = sheets(2)
    type_in_reviews(pile, by=steward)
    assert type_in_reviews(pile, by=steward) == []
    assert Review.objects.count() == 2


def test_six_stars_are_refused(sheets, steward):
    with pytest.raises(ValidationError):
        type_in_reviews(sheets(1, stars=6), by=steward)


def test_a_stranger_types_nothing_in(sheets, stranger):
    with pytest.raises(NotAllowed):
        type_in_reviews(sheets(1), by=stranger)


def test_a_pile_takes_as_many_queries_as_one_sheet(sheets, steward, django_assert_max_num_queries):
    type_in_reviews(sheets(1), by=steward)
    few, many = sheets(1), sheets(30)
    with django_assert_max_num_queries(25) as one:
        type_in_reviews(few, by=steward)
    with django_assert_max_num_queries(len(one) + 1):  # one more batch of rows
        type_in_reviews(many, by=steward)
