"""The police ask for eight checkpoints by night; the centre makes them; an officer plans."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.dispatch.models import Offer, Placement, Plan
from tongxin.drill import cast
from tongxin.places.models import Place
from tongxin.rosters.models import Post, Request

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TITLE = "八个卡口夜班"


def test_eight_checkpoints_are_asked_for_made_planned_and_sent(week, look, work):
    _the_police_ask(week.desk("jingcha"), look)
    request = Request.objects.get(title=TITLE)
    chief = week.desk("zhuren")
    _the_centre_approves(chief, look, request)
    _makes_eight(chief, look, request, week)
    _publishes(chief, look, request)
    week.neighbours()
    plan = _an_officer_plans(week, look, work)
    _sends(week, look, work, plan)


def _the_police_ask(page, look):
    page.goto("/desk/rosters")
    look(page)
    with turning(page):
        page.locator('main a[href="/desk/requests/new"]').click()
    page.fill("[name=title]", TITLE)
    page.fill("[name=words]", "夜里返程车多，八个卡口每处一人登记。")
    page.select_option("[name=at]", cast.CITY)
    page.select_option("[name=service_class]", "screening")
    page.fill("[name=hands]", "8")
    look(page)
    page.locator("main form button.button-primary").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    look(page)


def _the_centre_approves(page, look, request):
    page.goto("/desk/rosters")
    look(page)
    with turning(page):
        page.locator(f"#request-{request.pk} a.row-title").click()
    look(page)
    with turning(page):
        page.locator('form[action$="/approval"] button').click()


def _makes_eight(page, look, request, week):
    with turning(page):
        page.locator(f'a[href="/desk/requests/{request.pk}/posts"]').click()
    page.fill("[name=title]", "卡口夜间登记员")
    page.select_option("[name=at]", cast.TOWN)
    page.fill("[name=venue]", "镇界道口")
    page.select_option("[name=kind]", "checkpoint")
    page.fill("[name=people]", "1")
    page.fill("[name=least]", "1")
    page.fill("[name=risks]", "接触来往人员，夜间寒冷。")
    page.fill("[name=guarantees]", "防护包、热饮、意外伤害保险。")
    with turning(page):
        page.locator("main form button.button-primary").click()
    _adds_a_shift(page)
    look(page)
    spread = page.locator('details:has(form[action$="/spread"])')
    spread.locator("summary").click()
    others = [town for town in Place.objects.institutes() if town.code != cast.TOWN][:7]
    for town in [week.town, *others]:
        spread.locator(f'input[name="places"][value="{town.pk}"]').check()
    spread.locator("form button").click()
    page.wait_for_url(f"**/desk/requests/{request.pk}")
    expect(page.locator("#posts + ul > li")).to_have_count(8)
    look(page)
    assert Post.objects.filter(request=request, kind="checkpoint").count() == 8


def _adds_a_shift(page):
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    form = page.locator('form[action$="/shifts"]')
    form.locator("[name=first]").fill(day)
    form.locator("[name=last]").fill(day)
    form.locator("[name=starts]").fill("20:00")
    form.locator("button").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def _publishes(page, look, request):
    with turning(page):
        page.locator(f'a[href="/desk/requests/{request.pk}/notice"]').click()
    page.fill("[name=title]", "招募卡口夜间登记员")
    with turning(page):
        page.locator("main form button.button-primary").click()
    page.locator('form[action$="/publication"] button').click()
    public = page.locator('main a[href^="/notices/"], header a[href^="/notices/"]').first
    expect(public).to_be_visible()
    look(page)


def _an_officer_plans(week, look, work):
    """Drawn, proven, looked at: what is covered, what is empty, and why."""
    page = week.desk("suozhang")
    page.goto("/desk/plans")
    look(page)
    if not page.locator("[name=days]").is_visible():
        page.locator("details:has([name=days]) > summary").first.click()
    page.fill("[name=first]", (timezone.localdate() + timedelta(days=2)).isoformat())
    page.fill("[name=days]", "1")
    with turning(page):
        page.locator("main form button.button-primary").click()
    plan = Plan.objects.latest("pk")
    look(page)
    work()
    page.goto(f"/desk/plans/{plan.pk}")
    look(page)
    proven = week.say("已证明", "Proven")
    expect(page.locator('main .notice[data-tone="done"]')).to_contain_text(proven)
    expect(page.locator("main")).to_contain_text(week.say("必不可少", "one cannot do without"))
    _why_empty(page, look, plan, week)
    return plan


def _why_empty(page, look, plan, week):
    page.goto(f"/desk/plans/{plan.pk}/shifts")
    look(page)
    with turning(page):
        page.locator("tbody tr a").first.click()
    why = page.locator('main .notice[data-tone="late"]')
    expect(why).to_contain_text(week.say("为什么", "Why places stay empty"))
    look(page)


def _sends(week, look, work, plan):
    placed = Placement.objects.filter(plan=plan).count()
    assert placed
    page = week.desk("suozhang")
    page.goto(f"/desk/plans/{plan.pk}")
    with turning(page):
        page.locator('form[action$="/sending"] button').click()
    work()
    page.goto(f"/desk/plans/{plan.pk}")
    look(page)
    assert Offer.objects.filter(plan=plan, enrolment__state="invited").count() == placed
    waiting = week.say("等待回答", "waiting for an answer")
    expect(page.locator("main dl.facts").first).to_contain_text(waiting)
    page.goto("/desk/plans")
    look(page)
