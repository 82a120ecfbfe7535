"""A resident without an account asks, keeps the code, and follows the request with it alone.

A station worker who enters needs without a network: tests/needs/test_door_offline.py.
"""

import re

import pytest
from playwright.sync_api import expect

from tongxin.needs.models import Need
from tongxin.people.actions import robot
from tongxin.places.actions import set_up_yixing

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = "母亲八十二岁一个人住，降压药只够吃到周五，请帮忙代取"


def test_a_resident_asks_and_follows_up_by_code(phone, open_page, look, settings):
    settings.MODE = "demo"  # the digits are shown, not sent
    set_up_yixing(by=robot("installer"))  # 327 towns and villages to choose from
    phone.goto("/")
    look(phone)
    phone.locator('main a[href="/ask"]').first.click()
    phone.wait_for_url("**/ask")
    look(phone)
    phone.fill("#id_words", WORDS)
    phone.fill(".place-search", "longxi")
    phone.get_by_role("button", name="龙溪").first.click()
    phone.fill("#id_name", "王芳")
    phone.fill("#id_phone", "138 1234 5678")
    phone.check("#id_agreed")
    phone.get_by_role("button", name="下一步").click()

    phone.wait_for_url("**/ask/phone")
    look(phone)
    digits = re.search(r"\b\d{6}\b", phone.locator(".notice").inner_text()).group()
    phone.fill("#id_code", digits)
    phone.get_by_role("button", name="提交需求").click()

    phone.wait_for_url("**/sent")
    look(phone)
    need = Need.objects.get()
    code = need.tracking_code_shown
    expect(phone.locator("main")).to_contain_text(code)
    assert (need.place.name, need.phone, need.state) == ("龙溪社区", "13812345678", "pending")

    _follow(open_page(390, 844), look, code)
    _follow_in_english(open_page(390, 844, language="en", theme="dark", large="1"), look, code)


def _follow(page, look, code):
    """From another phone, which knows nothing but the code, typed without dashes."""
    page.goto("/track")
    look(page)
    page.fill("#id_code", code.replace("-", "").lower())
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**/t/*")
    look(page)
    expect(page.locator("blockquote")).to_have_text(WORDS)
    page.get_by_text("补充情况").click()
    page.fill("#note", "药名是氨氯地平")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator(".timeline")).to_contain_text("药名是氨氯地平")
    text = page.content()
    assert "王芳" not in text
    assert "13812345678" not in text
    look(page)


def _follow_in_english(page, look, code):
    page.goto(f"/track?code={code}")
    expect(page.locator("#next-title")).to_have_text("What comes next")
    expect(page.locator(".timeline")).to_contain_text("Added")
    look(page)
