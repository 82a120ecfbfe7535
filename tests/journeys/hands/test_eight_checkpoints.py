"""The police ask for eight checkpoints; the centre makes them at one stroke; they fill."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tongxin.places.models import Place
from tongxin.protection.actions import Contract, enter_policy
from tongxin.rosters import actions
from tongxin.rosters.models import Request, Shift

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def towns(city):
    return [
        Place.objects.create(
            code=f"32028230{n}", name=f"镇{n}", name_en=f"Town {n}", level="institute",
            parent=city, path=f"320282/30{n}/", latitude=31.3, longitude=119.8,
        )
        for n in range(8)
    ]  # fmt: skip


@pytest.fixture
def police(make_person, city):
    return make_person("police", "department", city, name="交警支队")


@pytest.fixture
def insured(city, director):
    """Whoever is in the register is insured: checkpoints ask for it (rule 26)."""
    today = timezone.localdate()
    contract = Contract("人保财险", "P-1", "register", today, today + timedelta(days=365))
    return enter_policy(city, contract, by=director)


def test_eight_checkpoints_are_asked_for_made_and_filled(
    screen, look, towns, police, director, insured, make_volunteer
):
    desk, centre = screen(police), screen(director)
    _asks(desk, look, towns)
    request = Request.objects.get()
    _approves_and_makes_eight(centre, look, request, towns)
    _publishes(centre, look, request)
    _sees(desk, look, short=8)
    shifts = list(Shift.objects.select_related("post__place").order_by("pk"))
    people = [make_volunteer(f"v{n}", home=shift.post.place) for n, shift in enumerate(shifts)]
    for shift, person in zip(shifts[:-1], people[:-1], strict=True):
        actions.join(shift, by=person)
    _sees(desk, look, short=1)
    _the_last_one_joins(screen(people[-1]), look, shifts[-1])
    _sees(desk, look, short=0)


def _asks(page, look, towns):
    page.goto("/desk/rosters")
    page.locator('main a[href="/desk/requests/new"]').click()
    page.wait_for_url("**/desk/requests/new")
    page.fill("[name=title]", "八个卡口值守")
    page.fill("[name=words]", "八个镇界卡口，每班一人测温登记。")
    page.select_option("[name=at]", "320282")
    page.select_option("[name=service_class]", "screening")
    page.fill("[name=hands]", "8")
    look(page)
    page.locator("main form button.button-primary").click()
    expect(page.locator("h1")).to_have_text("八个卡口值守")
    look(page)


def _approves_and_makes_eight(page, look, request, towns):
    page.goto("/desk/rosters")
    page.locator(f"#request-{request.pk} a.row-title").click()
    page.wait_for_url(f"**/desk/requests/{request.pk}")
    page.locator('form[action$="/approval"] button').click()
    page.locator(f'a[href="/desk/requests/{request.pk}/posts"]').click()
    page.wait_for_url("**/posts")
    page.fill("[name=title]", "卡口测温员")
    page.select_option("[name=at]", towns[0].code)
    page.fill("[name=venue]", "镇界卡口")
    page.select_option("[name=kind]", "checkpoint")
    page.fill("[name=people]", "1")
    page.fill("[name=least]", "1")
    page.fill("[name=risks]", "接触来往人员，夜间寒冷。")
    page.fill("[name=guarantees]", "防护包、热饮、意外伤害保险。")
    look(page)
    page.locator("main form button.button-primary").click()
    expect(page.locator("h1")).to_have_text("卡口测温员")
    _adds_a_shift(page)
    look(page)
    spread = page.locator('details:has(form[action$="/spread"])')
    spread.locator("summary").click()
    for town in towns:
        spread.locator(f'input[name="places"][value="{town.pk}"]').check()
    look(page)
    spread.locator("form button").click()
    page.wait_for_url(f"**/desk/requests/{request.pk}")
    expect(page.locator("#posts + ul > li")).to_have_count(8)
    look(page)


def _adds_a_shift(page):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    form = page.locator('form[action$="/shifts"]')
    form.locator("[name=first]").fill(tomorrow)
    form.locator("[name=last]").fill(tomorrow)
    form.locator("[name=starts]").fill("08:00")
    form.locator("button").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def _publishes(page, look, request):
    page.locator(f'a[href="/desk/requests/{request.pk}/notice"]').click()
    page.wait_for_url("**/notice")
    page.fill("[name=title]", "招募卡口志愿者")
    look(page)
    page.locator("main form button.button-primary").click()
    page.locator('form[action$="/publication"] button').click()
    expect(
        page.locator('main a[href^="/notices/"], header a[href^="/notices/"]').first
    ).to_be_visible()
    look(page)


def _sees(page, look, *, short):
    page.goto("/desk/rosters")
    expect(page.locator("#short + .table-frame tbody tr")).to_have_count(short)
    expect(page.locator("#others + .table-frame tbody tr")).to_have_count(8 - short)
    look(page)


def _the_last_one_joins(page, look, shift):
    page.goto("/shifts/for-me")
    look(page)
    page.locator(f"#shift-{shift.pk} form button").click()
    page.wait_for_url(f"**/shifts/{shift.pk}")
    expect(page.locator('main [data-tone="done"]').first).to_be_visible()
