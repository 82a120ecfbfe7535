"""A team composes a service from a group of needs; its residents are told, and may come."""

import pytest
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.menu.models import Service
from tongxin.messaging.models import Message
from tongxin.needs.actions import decide_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Need

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SAYINGS = ["孩子上网课数学听不懂", "娃在家上网课，作业没人辅导", "初二数学网课跟不上，想找人答疑"]


@pytest.fixture
def group(make_need, make_person, village, steward):
    """Three residents whose children cannot follow their lessons, on the list."""
    needs = []
    for number, words in enumerate(SAYINGS):
        asker = make_person(f"parent-{number}", name=f"家长{number}", home=village)
        needs.append(make_need(words, by=asker, requester=asker, channel="web"))
    judgement = Judgement(route="menu", platform="education", urgency=3)
    return decide_needs(needs, judgement=judgement, by=steward)


def test_a_team_answers_a_group(open_page, look, leader, team, officer, group):
    desk = open_page(1280, 900, leader)
    desk.goto("/desk/menu")
    look(desk)
    with turning(desk):
        desk.get_by_role("link", name="网课辅导").click()
    look(desk)
    for words in SAYINGS:
        expect(desk.locator("main")).to_contain_text(words)
    with turning(desk):
        desk.get_by_role("link", name="制单").click()
    look(desk)
    desk.fill("#id_title", "初中数学网课答疑")
    desk.select_option("#id_mode", "article")
    desk.fill("#id_body", "每晚七点，老师在线答疑，可以回看。")
    desk.fill("#id_capacity", "30")
    desk.get_by_role("button", name="存为草稿").click()
    desk.wait_for_url("**/desk/services/*")
    look(desk)
    with turning(desk):
        desk.get_by_role("button", name="提交审核").click()
    expect(desk.get_by_role("button", name="提交审核")).to_be_hidden()
    service = Service.objects.get()
    assert service.state == "proposed"
    assert Need.objects.filter(state="listed").count() == 3  # nobody is told before it is approved

    _the_officer_approves(open_page, look, officer)
    assert Need.objects.filter(state="completed", team=team).count() == 3

    _the_resident_is_told(open_page, look, group[0], service)


def _the_officer_approves(open_page, look, officer):
    officers = open_page(1280, 900, officer, theme="dark")
    officers.goto("/desk/menu")
    look(officers)
    with turning(officers):
        officers.get_by_role("link", name="初中数学网课答疑").click()
    look(officers)
    with turning(officers):
        officers.get_by_role("button", name="审核通过并开放").click()
    expect(officers.get_by_role("button", name="审核通过并开放")).to_be_hidden()
    look(officers)


def _the_resident_is_told(open_page, look, need, service):
    assert Message.objects.to(f"person:{need.requester_id}").filter(
        about=f"need:{need.pk}"
    ).exists()  # fmt: skip
    phone = open_page(390, 844, need.requester)
    phone.goto("/messages")
    look(phone)
    phone.goto(f"/t/{need.tracking_code}")
    look(phone)
    phone.get_by_role("link", name="去看看").click()
    phone.wait_for_url(f"**/services/{service.pk}")
    expect(phone.locator("h1")).to_have_text("初中数学网课答疑")
    look(phone)
