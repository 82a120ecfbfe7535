"""A station runs out of masks; the city sends some; the kit is handed out after all."""

import pytest
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.protection.models import Balance, KitIssue, Replenishment

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_station_runs_out_of_masks_and_the_city_supplies(week, look, complaints):
    shift, star = week.next_shift(), week.star
    page = week.desk("zhanzhang")
    holder = _is_warned(page, look, week)
    _counts_none(page, look, holder)
    _cannot_hand_out(page, look, star, shift, week)
    row = _asks(page, look, holder)
    _the_city_grants_and_sends(week, look, row)
    _it_has_come(page, look, holder, week)
    _hands_out(page, look, star, shift, week)
    assert KitIssue.objects.filter(person=star, occasion_key=f"shift:{shift.pk}").exists()
    _on_the_phone(week, look)
    complaints.clear()  # the browser names the refusal's 409


def _is_warned(page, look, week):
    page.goto("/desk/stock/?low=1")
    expect(page.locator("tbody")).to_contain_text(week.say("口罩", "mask"))
    look(page)
    with turning(page):
        page.locator("tbody a").first.click()
    expect(page.locator('main .tag[data-tone="waiting"]').first).to_be_visible()
    look(page)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _masks(holder):
    rows = Balance.objects.filter(holder=holder, lot__item="mask", quantity__gt=0)
    return list(rows.select_related("lot"))


def _counts_none(page, look, holder):
    """The shelf is empty: the count says so, and the ledger with it."""
    form = page.locator('form[action$="/count"]')
    page.locator('details:has(form[action$="/count"]) summary').click()
    for row in _masks(holder):
        form.locator(f'[name$="lot-{row.lot_id}"]').fill("0")
    form.locator('[name$="reason"]').fill("全部发完")
    with turning(page):
        form.locator("button").click()
    look(page)
    assert not _masks(holder)


def _cannot_hand_out(page, look, person, shift, week):
    page.goto("/desk/handout/")
    with turning(page):
        week.handout(page, person, shift).click()
    what_next = week.say("补货申请", "Requests for gear")
    expect(page.locator("main")).to_contain_text(what_next)
    look(page)
    assert not KitIssue.objects.filter(person=person, occasion_key=f"shift:{shift.pk}").exists()


def _asks(page, look, holder):
    page.goto(f"/desk/stock/{holder}/")
    with turning(page):
        page.locator('a[href="/desk/replenishments/"]').first.click()
    look(page)
    if not page.locator("[name=item-mask]").is_visible():
        page.locator("details:has([name=item-mask]) summary").first.click()
    page.fill("[name=place]", "洋渚村")
    page.fill("[name=item-mask]", "500")
    page.fill("[name=reason]", "口罩发完了，今天还有一班人要上岗")
    with turning(page):
        page.locator("main form button.button-primary").click()
    look(page)
    return Replenishment.objects.latest("pk")


def _the_city_grants_and_sends(week, look, row):
    page = week.desk("zhuren")
    page.goto(f"/desk/replenishments/{row.pk}/")
    look(page)
    page.fill("[name=item-mask]", "400")
    with turning(page):
        page.locator('form[action$="/decision"] button.button-primary').click()
    look(page)
    with turning(page):
        page.locator('form[action$="/sending"] button').click()
    look(page)
    row.refresh_from_db()
    assert row.state == "sent"


def _it_has_come(page, look, holder, week):
    page.goto(f"/desk/stock/{holder}/")
    expect(page.locator("tbody").first).to_contain_text("400")
    look(page)


def _hands_out(page, look, person, shift, week):
    page.goto("/desk/handout/")
    look(page)
    with turning(page):
        week.handout(page, person, shift).click()
    look(page)


def _on_the_phone(week, look):
    page = week.phone(week.star)
    page.goto("/mine/kit/")
    expect(page.locator("main")).to_contain_text(week.say("已从库存发放", "issued from stock"))
    look(page)
