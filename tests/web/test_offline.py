"""A form written without a network is kept, sent later, and acted on once."""

from itertools import count

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from playwright.sync_api import expect

from tests.stage import until
from tongxin.config.urls import urlpatterns as house
from tongxin.web import http

pytestmark = [pytest.mark.urls(__name__), pytest.mark.journey]
PAGE = """{% extends "web/resident.html" %}{% block title %}登记{% endblock %}{% block main %}
<h1>登记</h1>
{% include "web/_outbox.html" with name="door" %}
{% if error %}<ul class="errorlist"><li>{{ error }}</li></ul>{% endif %}
<form class="form" method="post" data-offline-outbox="door" data-offline-label="words">
{% csrf_token %}
<input type="hidden" name="client_key" value="{{ request.POST.client_key }}">
<div class="field"><label for="words">事情</label>
<textarea id="words" name="words">{{ request.POST.words }}</textarea></div>
<a data-offline-page href="/door">本页</a>
<button class="button button-primary">提交</button></form>{% endblock %}"""
told: dict[str, str] = {}
asked = count()


def door(request):
    """Act once per client_key; refuse words that are too short."""
    page = engines["django"].from_string(PAGE)
    if request.method == "GET":
        return HttpResponse(page.render(request=request))
    next(asked)
    if len(request.POST["words"]) < 4:
        return HttpResponse(page.render({"error": "请多写几个字。"}, request), status=422)
    told.setdefault(request.POST["client_key"], request.POST["words"])
    return http.accepted(request, "/offline")


urlpatterns = [path("door", door), *house]


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


@pytest.fixture
def at_the_door(browser, live_server):
    """The form's page, kept by a service worker that is in charge.

    Not `open_page`: without a network a browser complains, and should.
    """
    told.clear()
    phone = browser.new_page(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="zh-CN"
    )
    phone.set_default_timeout(10_000)
    phone.goto("/door")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()
    kept = """async () => {
        const pages = await caches.open("pages");
        while (!(await pages.match("/door", { ignoreVary: true }))) await new Promise(setTimeout);
    }"""
    phone.evaluate(f"Promise.race([({kept})(), new Promise((_, no) => setTimeout(no, 10000))])")
    yield phone
    phone.close()


def test_with_a_network_it_is_sent_at_once(at_the_door):
    at_the_door.fill("#words", "独居老人药吃完了")
    at_the_door.click("text=提交")
    at_the_door.wait_for_url("**/offline")
    assert list(told.values()) == ["独居老人药吃完了"]


def test_without_a_network_it_waits_and_is_sent_later_once(at_the_door):
    page = at_the_door
    page.context.set_offline(True)
    page.goto("/door")  # the kept page answers
    for words in ("独居老人药吃完了", "孩子上网课没有平板"):
        page.fill("#words", words)
        page.click("text=提交")
        page.wait_for_selector(f"[data-outbox] >> text={words}")
    assert page.inner_text("[data-count]") == "2"
    assert not told

    page.context.set_offline(False)
    page.wait_for_selector("[data-outbox]", state="hidden")
    assert sorted(told.values()) == sorted(["独居老人药吃完了", "孩子上网课没有平板"])
    page.reload()
    assert len(told) == 2


def test_what_is_refused_later_says_why_and_can_be_corrected(at_the_door):
    page = at_the_door
    page.context.set_offline(True)
    page.fill("#words", "药")
    page.click("text=提交")
    page.wait_for_selector("[data-outbox] >> text=等待网络")
    page.context.set_offline(False)
    page.wait_for_selector("[data-outbox] >> text=请多写几个字。")
    assert not told

    page.click("[data-outbox] >> text=修改")
    expect(page.locator("#words")).to_have_value("药")
    page.fill("#words", "药吃完了，要人去取")
    page.click("text=提交")
    page.wait_for_url("**/offline")
    assert list(told.values()) == ["药吃完了，要人去取"]
    page.goto("/door")
    expect(page.locator("[data-outbox]")).to_be_hidden()


def test_what_is_refused_at_once_keeps_what_was_typed(at_the_door):
    at_the_door.fill("#words", "药")
    at_the_door.click("text=提交")
    at_the_door.wait_for_selector(".errorlist >> text=请多写几个字。")
    assert at_the_door.input_value("#words") == "药"


def test_a_page_never_opened_before_says_there_is_no_network(at_the_door):
    at_the_door.context.set_offline(True)
    at_the_door.goto("/design")
    assert at_the_door.inner_text("h1") == "没有网络"


def test_every_page_tells_what_still_waits(at_the_door):
    page = at_the_door
    page.context.set_offline(True)
    page.fill("#words", "药")
    page.click("text=提交")
    expect(page.locator("[data-outbox] [data-count]")).to_have_text("1")
    page.goto("/design")  # never kept: the page for no network lists it too
    expect(page.locator("[data-offline-strip]")).to_be_visible()
    expect(page.locator("[data-outbox] [data-label]")).to_have_text("药")

    page.context.set_offline(False)
    page.wait_for_selector("[data-outbox] >> text=请多写几个字。")
    page.goto("/design")
    page.click("[data-outbox-strip] a")
    page.wait_for_url("**/outbox")
    expect(page.locator("[data-outbox] [data-label]")).to_have_text("药")


def test_what_one_person_wrote_is_never_sent_under_another_name(at_the_door, live_server, steward):
    page = at_the_door
    session = {"name": "sessionid", "url": live_server.url, "value": signed_in(steward)}
    page.context.add_cookies([session])
    page.goto("/door")
    page.context.set_offline(True)
    page.fill("#words", "独居老人药吃完了")
    page.click("text=提交")
    expect(page.locator("[data-outbox] [data-label]")).to_have_text("独居老人药吃完了")

    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("[data-outbox] [data-state]")).to_have_text("登录后发送")
    page.goto("/outbox")
    expect(page.locator("[data-outbox] [data-label]")).to_have_text("···")
    assert not told

    page.context.add_cookies([session])
    page.goto("/outbox")
    until(page, lambda: list(told.values()) == ["独居老人药吃完了"])
    expect(page.locator("[data-outbox]")).to_be_hidden()
