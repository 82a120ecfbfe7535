"""Villages near get neighbours: one says no without penalty, the next is asked and says yes."""

import pytest
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.dispatch.models import Offer
from tongxin.duty.models import Absence
from tongxin.rosters.models import Shift

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shift(week):
    """Bringing food to elders, in three days; nobody has joined it."""
    rows = Shift.objects.filter(post__title="给独居老人送菜送药", enrolments=None)
    return rows.select_related("post__place").order_by("starts_at")[1]


def test_a_neighbour_declines_without_penalty_and_the_next_accepts(week, look, work, shift):
    week.neighbours()
    _the_officer_asks_the_next(week, look, shift)
    first = _offers(shift)[0]
    no = first.enrolment.person
    _reads_why_and_declines(week.phone(no), look, shift, week)
    asked_before = {offer.pk for offer in _offers(shift)}
    work()
    fresh = [offer for offer in _offers(shift) if offer.pk not in asked_before]
    assert fresh
    assert fresh[0].wave > first.wave
    assert not Absence.objects.filter(person=no).exists()  # no is an answer
    yes = fresh[0].enrolment
    _accepts(week.phone(yes.person), look, shift)
    yes.refresh_from_db()
    assert yes.state == "joined"
    _the_officer_sees_both(week, look, shift)


def _offers(shift):
    rows = Offer.objects.filter(enrolment__shift=shift)
    return list(rows.select_related("enrolment__person").order_by("wave", "pk"))


def _the_officer_asks_the_next(week, look, shift):
    page = week.desk("suozhang")
    page.goto(f"/desk/sent/{shift.pk}")
    look(page)
    with turning(page):
        page.locator('form[action$="/next"] button').click()
    look(page)
    for offer in _offers(shift):
        assert offer.enrolment.person.home == week.village


def _reads_why_and_declines(page, look, shift, week):
    page.goto("/mine/offers")
    card = page.locator("article", has=page.locator(f'a[href="/shifts/{shift.pk}"]'))
    near = week.say("因为您离这里", "you are")
    expect(card).to_contain_text(near)
    look(page)
    page.goto(f"/shifts/{shift.pk}/why")
    look(page)
    page.goto("/mine/offers")
    with turning(page):
        card.locator('form[action$="/declining"] button').click()
    look(page)
    page.goto("/duty")
    look(page)


def _accepts(page, look, shift):
    page.goto("/mine/offers")
    look(page)
    card = page.locator("article", has=page.locator(f'a[href="/shifts/{shift.pk}"]'))
    with turning(page):
        card.locator('form[action$="/confirmation"] button').click()
    look(page)
    page.goto("/mine/shifts")
    expect(page.locator(f'main a[href="/shifts/{shift.pk}"]').first).to_be_visible()
    look(page)


def _the_officer_sees_both(week, look, shift):
    page = week.desk("suozhang")
    page.goto(f"/desk/sent/{shift.pk}")
    expect(page.locator("tbody")).to_contain_text(week.say("已谢绝", "declined"))
    look(page)
