"""A volunteer with 37.6 °C is turned away at the door, and replaced within a minute."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.dispatch.models import Offer
from tongxin.duty.models import Attendance
from tongxin.protection.models import KitIssue

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_fever_is_turned_away_and_replaced_within_a_minute(week, look, work, complaints):
    week.neighbours()
    shift = week.next_shift()
    phone = week.phone(week.star)
    _declares(phone, look, "37.6")
    declared_at = timezone.now()
    work()
    _is_turned_away(phone, look, week, shift)
    offer = Offer.objects.filter(enrolment__shift=shift).order_by("pk").first()
    assert offer.sent_at - declared_at < timedelta(minutes=1)
    assert offer.enrolment.person != week.star
    _the_keeper_sees_it(week, look)

    other = week.phone(offer.enrolment.person)
    _accepts(other, look, shift)
    _is_not_let_in_yet(other, look, week, shift)
    if not _is_declared(offer.enrolment.person):
        _declares(other, look, "36.5")
    _is_given_a_kit(week, look, offer.enrolment.person, shift)
    _checks_in(other, look, week, shift)
    _the_desk_sees_who_is_there(week, look, shift)
    complaints.clear()  # the browser names 409


def _is_declared(person):
    return person.declarations.exists()


def _declares(page, look, temperature):
    page.goto("/mine/health/")
    look(page)
    page.fill("[name=temperature]", temperature)
    with turning(page):
        page.locator("main form button.button-primary").click()
    look(page)


def _is_turned_away(page, look, week, shift):
    page.goto(week.door(shift))
    look(page)
    with turning(page):
        page.locator('form[action^="/duty/"] button.button-primary').first.click()
    expect(page.locator("h1")).to_contain_text(week.say("暂时不能上岗", "Not on duty"))
    look(page)
    row = Attendance.objects.get(person=week.star, enrolment__shift=shift)
    assert (row.state, row.is_replaced) == ("turned_away", True)


def _the_keeper_sees_it(week, look):
    """Who coordinates knows that somebody is missing; the desk's pages never say why."""
    page = week.desk("zhanzhang")
    page.goto("/desk/health/")
    look(page)
    page.goto(f"/desk/duty?place={week.village.code}")
    look(page)
    assert "37.6" not in page.content()


def _accepts(page, look, shift):
    page.goto("/mine/offers")
    look(page)
    card = page.locator("article", has=page.locator(f'a[href="/shifts/{shift.pk}"]'))
    with turning(page):
        card.locator('form[action$="/confirmation"] button').click()
    look(page)


def _is_not_let_in_yet(page, look, week, shift):
    """Without a kit the door says what is missing; the place is kept."""
    page.goto(week.door(shift))
    with turning(page):
        page.locator('form[action^="/duty/"] button.button-primary').first.click()
    expect(page.locator("main")).to_contain_text(week.say("防护包", "kit"))
    look(page)


def _is_given_a_kit(week, look, person, shift):
    page = week.desk("zhanzhang")
    page.goto("/desk/handout/")
    look(page)
    with turning(page):
        week.handout(page, person, shift).click()
    look(page)
    assert KitIssue.objects.filter(person=person, occasion_key=f"shift:{shift.pk}").exists()


def _checks_in(page, look, week, shift):
    page.goto(week.door(shift))
    look(page)
    with turning(page):
        page.locator('form[action^="/duty/"] button.button-primary').first.click()
    look(page)
    assert Attendance.objects.here().filter(enrolment__shift=shift).exists()


def _the_desk_sees_who_is_there(week, look, shift):
    page = week.desk("zhanzhang")
    page.goto(f"/duty/shifts/{shift.pk}")
    expect(page.locator("main")).to_contain_text(week.say("在岗", "on duty"))
    look(page)
