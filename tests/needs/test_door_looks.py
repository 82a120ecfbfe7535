"""Every door's page in a real browser: axe finds nothing; light enough for an old phone."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from tests.needs.notice import intake_notice
from tongxin.people.actions import robot
from tongxin.places.actions import set_up_yixing

BYTES_ON_THE_WIRE = 60 * 1024

OPEN = ["/ask", "/ask?about=medicine", "/track", "/needs", "/t/{code}", "/t/{code}/sent",
        "/t/{code}/slip"]  # fmt: skip
STAFF = ["/door", "/door/{code}", "/desk/phone", "/desk/sheets", "/desk/sheets?many=2"]


@pytest.fixture
def told(make_need):
    cache.clear()
    intake_notice()
    return make_need(words="我爸突然昏倒叫不醒", requester_name="王奶奶", phone="13812345678")


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", [{}, {"theme": "dark"}, {"large": "1", "language": "en"}])
def test_nobody_is_shut_out(open_page, accessible, steward, listed, told, look):
    for person, width, paths in ((None, 390, OPEN), (steward, 1280, STAFF)):
        page = open_page(width, 844, person, **look)
        for path in paths:
            page.goto(path.format(code=told.tracking_code))
            accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path


@pytest.mark.parametrize("path", ["/ask", "/needs", "/track", "/t/{code}"])
def test_a_page_is_light(client, told, path):
    set_up_yixing(by=robot("installer"))  # 327 towns and villages to choose from
    page = client.get(path.format(code=told.tracking_code)).text
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+\.(?:css|js|svg))', page))
    bodies = [page.encode()]
    for name in files:
        with open(finders.find(name), "rb") as file:
            bodies.append(file.read())
    assert sum(len(gzip.compress(body)) for body in bodies) < BYTES_ON_THE_WIRE


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_resident_finds_the_village_by_pinyin_and_is_warned(phone, told):
    set_up_yixing(by=robot("installer"))
    phone.goto("/ask")
    phone.fill(".place-search", "longxi")
    phone.get_by_role("button", name="龙溪").first.click()
    assert "龙溪" in phone.locator("#id_place option:checked").inner_text()
    phone.fill("#id_words", "楼下着火了")
    phone.locator(".alarm a[href='tel:119']").first.wait_for()
