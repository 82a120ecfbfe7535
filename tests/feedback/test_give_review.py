from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tongxin.errors import NotAllowed
from tongxin.feedback.actions import (
    give_review,
    invite_due,
    receipt_for_booking,
    receipt_for_need,
)
from tongxin.feedback.actions.inviting import NotAnsweredYet
from tongxin.feedback.actions.reviewing import AlreadyReviewed
from tongxin.feedback.models import Receipt, Review
from tongxin.journal.models import Entry
from tongxin.menu.actions import answer_with, book
from tongxin.messaging.models import Message
from tongxin.needs.actions import answer_needs
from tongxin.people.actions import robot


@pytest.fixture
def answered(listed, team, leader):
    return answer_needs([listed], team=team, report="每晚答疑", answer_url="/x", by=leader)[0]


@pytest.fixture
def receipt(answered, resident):
    return receipt_for_need(answered, by=resident)


def test_solved_closes_the_circle_and_the_helper_learns_of_it(receipt, resident, leader, answered):
    review = give_review(receipt, by=resident, solved="yes", stars=5, helped=["kind", "nonsense"])
    answered.refresh_from_db()
    assert (answered.state, review.helped) == ("reviewed", ["kind"])
    assert Entry.objects.get(verb="review.given").by == f"person:{resident.pk}"
    assert Message.objects.to(f"person:{leader.pk}").filter(about=f"receipt:{receipt.pk}").exists()


def test_no_opens_the_need_again(receipt, resident, answered):
    give_review(receipt, by=resident, solved="no", words="还是听不懂")
    answered.refresh_from_db()
    assert (answered.state, answered.times_reopened) == ("listed", 1)


def test_an_answer_after_reopening_is_asked_about_again(receipt, resident, answered, team, leader):
    give_review(receipt, by=resident, solved="no")
    answered.refresh_from_db()
    answer_needs([answered], team=team, report="再讲一遍", answer_url="", by=leader)
    answered.refresh_from_db()
    assert receipt_for_need(answered, by=resident) != receipt


def test_a_receipt_is_filled_in_once(receipt, resident):
    give_review(receipt, by=resident, solved="partly", stars=3)
    with pytest.raises(AlreadyReviewed):
        give_review(receipt, by=resident, solved="yes", stars=5)
    assert Review.objects.count() == 1


def test_a_stranger_does_not_review(receipt, stranger):
    with pytest.raises(NotAllowed):
        give_review(receipt, by=stranger, solved="yes")


def test_the_recorded_proxy_speaks_for_the_elder(make_need, steward, team, leader):
    from tongxin.needs.actions import decide_needs
    from tongxin.needs.actions.triaging import Judgement

    need = make_need(requester_name="张奶奶", on_behalf=True)
    decide_needs(
        [need], judgement=Judgement(route="menu", platform="education", urgency=4), by=steward
    )
    answer_needs([need], team=team, report="已上门", answer_url="", by=leader)
    need.refresh_from_db()
    review = give_review(receipt_for_need(need, by=steward), by=steward, solved="yes", stars=4)
    assert review.by_proxy


def test_the_team_that_served_does_not_review_itself(receipt, leader):
    with pytest.raises(NotAllowed):
        give_review(receipt, by=leader, solved="yes", stars=5)


@pytest.mark.parametrize(("solved", "stars"), [("maybe", 3), ("yes", 6), ("yes", 0)])
def test_stars_and_words_outside_the_form_are_refused(receipt, resident, solved, stars):
    with pytest.raises(ValidationError):
        give_review(receipt, by=resident, solved=solved, stars=stars)


def test_comments_wait_for_moderation(receipt, resident):
    give_review(receipt, by=resident, solved="yes", words="老师很耐心")
    assert not Review.objects.public().exists()


def test_an_unanswered_need_has_nothing_to_review(listed, resident):
    with pytest.raises(NotAnsweredYet):
        receipt_for_need(listed, by=resident)


def test_invitations_are_made_once(answered):
    clock = robot("clock")
    assert invite_due(by=clock) == 1
    assert invite_due(by=clock) == 0
    assert Receipt.objects.count() == 1


def test_a_booking_is_asked_about_when_it_is_over(make_session, resident):
    session = make_session()
    booking = book(session, person=resident, by=resident)
    with pytest.raises(NotAnsweredYet):
        receipt_for_booking(booking, by=resident)
    with time_machine.travel(session.ends_at + timedelta(minutes=1), tick=False):
        assert invite_due(by=robot("clock")) == 1
        receipt = receipt_for_booking(booking, by=resident)
    assert receipt.service == session.service
    assert Message.objects.to(f"person:{resident.pk}").filter(url=f"/r/{receipt.token}").exists()


def test_no_after_a_booked_session_opens_the_need_behind_it(
    make_service, make_session, listed, resident, leader
):
    service = make_service()
    answer_with(service, [listed], by=leader)
    session = make_session(service=service)
    booking = book(session, person=resident, by=resident)
    assert booking.need == listed
    with time_machine.travel(session.ends_at + timedelta(minutes=1), tick=False):
        receipt = receipt_for_booking(booking, by=resident)
        give_review(receipt, by=resident, solved="no", words="还是听不懂")
    listed.refresh_from_db()
    assert (listed.state, listed.times_reopened) == ("listed", 1)


def test_a_session_nobody_asked_for_opens_nothing(make_session, listed, resident):
    session = make_session()
    booking = book(session, person=resident, by=resident)
    with time_machine.travel(session.ends_at + timedelta(minutes=1), tick=False):
        give_review(receipt_for_booking(booking, by=resident), by=resident, solved="no")
    listed.refresh_from_db()
    assert listed.times_reopened == 0
