"""A resident books, is reminded, comes, is not helped, says so: the need is open again."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.feedback.tasks import invite
from tongxin.menu.actions import answer_with
from tongxin.menu.models import Booking
from tongxin.menu.tasks import remind
from tongxin.messaging.models import Message

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session(make_service, make_session, listed, leader):
    """Two days ahead: the session of a service that answered the resident's need."""
    service = make_service()
    answer_with(service, [listed], by=leader)
    return make_session(service=service)


def test_not_helped_is_not_forgotten(open_page, look, session, listed, resident):
    phone = open_page(390, 844, resident)
    _book(phone, look, listed, session)
    with time_machine.travel(session.starts_at - timedelta(hours=23)):
        assert remind.call() == 1
        _is_reminded(open_page(390, 844, resident), look, session)
    with time_machine.travel(session.ends_at + timedelta(minutes=5)):
        assert invite.call() >= 1
        _says_no(open_page(390, 844, resident, large="1"), look, session)
        listed.refresh_from_db()
        assert (listed.state, listed.times_reopened) == ("listed", 1)
        _sees_it_open(open_page(390, 844, resident, language="en"), look, listed)


def _book(phone, look, need, session):
    phone.goto(f"/t/{need.tracking_code}")
    with turning(phone):
        phone.get_by_role("link", name="去看看").click()
    look(phone)
    with turning(phone):
        phone.locator(f'a[href="/sessions/{session.pk}"]').click()
    look(phone)
    phone.get_by_role("button", name="预约").click()
    phone.wait_for_url("**/b/*")
    look(phone)
    booking = Booking.objects.get()
    assert (booking.state, booking.need) == ("booked", need)
    phone.goto("/mine/bookings")
    look(phone)
    expect(phone.locator("main")).to_contain_text(session.service.title)


def _is_reminded(phone, look, session):
    phone.goto("/messages")
    look(phone)
    letter = Message.objects.to(f"person:{Booking.objects.get().person_id}").latest("pk")
    with turning(phone):
        phone.get_by_text(letter.subject).first.click()
    look(phone)
    expect(phone.locator("main")).to_contain_text(session.service.title)


def _says_no(phone, look, session):
    booking = Booking.objects.get()
    phone.goto(f"/b/{booking.code}")
    look(phone)
    with turning(phone):
        phone.get_by_role("link", name="怎么样").click()
    look(phone)
    phone.get_by_label("没解决").first.check()
    phone.fill("#id_words", "讲得太快，孩子还是听不懂")
    phone.get_by_role("button", name="提交", exact=True).click()
    phone.wait_for_url(f"**/b/{booking.code}")
    expect(phone.locator("body")).to_contain_text("已重新打开")


def _sees_it_open(phone, look, need):
    phone.goto("/mine/needs")
    look(phone)
    phone.goto(f"/t/{need.tracking_code}")
    look(phone)
    expect(phone.locator("h1")).to_have_text("On the list")
