"""The headquarters order the rescue team to a checkpoint; it goes as a team."""

import pytest
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.dispatch.models import Order
from tongxin.rosters.models import Post

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

REASON = "暴雪，道口车辆滞留，请整队支援。"


def test_the_rescue_team_is_ordered_and_goes_as_a_team(week, look):
    post = Post.objects.filter(kind="checkpoint").order_by("pk").last()
    order = _the_headquarters_order(week, look, post)
    leader = week.phone("duizhang")
    _the_leader_acknowledges(leader, look, order)
    shift = post.shifts.order_by("starts_at")[1]
    _brings_three(leader, look, shift, week)
    _a_member_says_yes(week, look, shift)
    _the_leader_answers(leader, look, order)
    _the_headquarters_read_it(week, look, order)


def _the_headquarters_order(week, look, post):
    page = week.desk("zhiban")
    page.goto("/desk/orders")
    look(page)
    page.goto(f"/desk/posts/{post.pk}/orders")
    look(page)
    page.select_option("[name=team]", str(week.rescue.pk))
    page.fill("[name=hands]", "3")
    page.fill("[name=reason]", REASON)
    page.check("[name=across_towns]")
    with turning(page):
        page.locator("main form button.button-primary").click()
    look(page)
    order = Order.objects.latest("pk")
    assert (order.state, order.team, order.hands) == ("issued", week.rescue, 3)
    return order


def _the_leader_acknowledges(page, look, order):
    page.goto("/desk/orders")
    look(page)
    with turning(page):
        page.locator(f'main a[href="/desk/orders/{order.pk}"]').click()
    expect(page.locator("main")).to_contain_text(REASON)
    look(page)
    with turning(page):
        page.locator('form[action$="/taking"] button').click()
    order.refresh_from_db()
    assert order.state == "taken"
    look(page)


def _brings_three(page, look, shift, week):
    way = f"/shifts/{shift.pk}/team?team={week.rescue.pk}"
    with turning(page):
        page.locator(f'main a[href="{way}"]').click()
    look(page)
    member = week.rescue.memberships.exclude(role="leader").first().person
    page.check(f'input[name="people"][value="{member.pk}"]')
    page.fill('input[name="heads"]', "1")
    with turning(page):
        page.locator("main form.form button.button-primary").first.click()
    look(page)
    clerk = shift.post.parts.last()
    page.select_option('select[name="part"]', str(clerk.pk))
    page.fill('input[name="heads"]', "1")
    with turning(page):
        page.locator("main form.form button.button-primary").first.click()
    look(page)
    held = shift.enrolments.holding().filter(team=week.rescue)
    assert sum(held.values_list("heads", flat=True)) == 3


def _a_member_says_yes(week, look, shift):
    row = shift.enrolments.get(team=week.rescue, state="invited")
    week.agrees(row.person)
    page = week.phone(row.person)
    page.goto(f"/shifts/{shift.pk}")
    look(page)
    page.locator('form[action$="/confirmation"] button').click()
    expect(page.locator('main [data-tone="done"]').first).to_be_visible()
    row.refresh_from_db()
    assert row.state == "joined"


def _the_leader_answers(page, look, order):
    page.goto(f"/desk/orders/{order.pk}")
    page.fill("[name=answer]", "三人整队，七点四十到位。")
    with turning(page):
        page.locator('form[action$="/answer"] button.button-done').click()
    look(page)


def _the_headquarters_read_it(week, look, order):
    page = week.desk("zhiban")
    page.goto(f"/desk/orders/{order.pk}")
    expect(page.locator("main dl.facts")).to_contain_text("七点四十到位")
    look(page)
    order.refresh_from_db()
    assert order.state == "answered"
