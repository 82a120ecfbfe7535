"""A refusal is a kind page for a browser, a toast for htmx, words for an outbox."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import path

from tongxin.config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from tongxin.config.urls import urlpatterns as house
from tongxin.errors import DomainError, TooMany
from tongxin.web import http


class Full(DomainError):
    """A refusal of these tests."""


def refuse(request):
    raise Full("这一场已经满了。")


def hurry(request):
    raise TooMany("请过一分钟再试。")


def crash(request):
    raise RuntimeError("boom")


def fill_the_disk(request):
    raise OperationalError("database or disk is full")


def accept(request):
    return http.accepted(request, "/offline")


PRESS = """{% extends "web/resident.html" %}{% block title %}x{% endblock %}{% block main %}
<h1>x</h1><button hx-post="/refuse" hx-target="#here">试试</button><p id="here">还在</p>
{% endblock %}"""


def press(request):
    return HttpResponse(engines["django"].from_string(PRESS).render(request=request))


urlpatterns = [
    path("press", press),
    path("refuse", refuse),
    path("hurry", hurry),
    path("crash", crash),
    path("fill-the-disk", fill_the_disk),
    path("accept", accept),
    *house,
]
pytestmark = pytest.mark.urls(__name__)


def test_a_browser_gets_a_whole_page(client):
    response = client.get("/refuse")
    assert response.status_code == 409
    assert "这一场已经满了。" in response.content.decode()
    assert "<html" in response.content.decode()


def test_htmx_gets_the_sentence_as_a_toast(client):
    response = client.get("/refuse", headers={"hx-request": "true"})
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#toasts"
    assert "<html" not in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_an_outbox_gets_the_sentence_alone(client):
    response = client.post("/refuse", headers={"x-outbox": "abc"})
    assert (response.status_code, response.content.decode()) == (409, "这一场已经满了。")


def test_too_often_is_429(client):
    assert client.get("/hurry").status_code == 429


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_a_page_that_is_not_there_is_a_kind_404(client, headers):
    response = client.get("/nowhere", headers=headers)
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()
    assert ("<html" in response.content.decode()) is not bool(headers)


@pytest.mark.logs_errors
def test_our_own_mistake_is_a_kind_500(client):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "abc"  # no database here: asking who this is would fail
    response = client.get("/crash")
    assert response.status_code == 500
    assert "是我们这边出了问题" in response.content.decode()


@pytest.mark.logs_errors
def test_a_full_disk_is_a_kind_503_that_an_outbox_tries_again(client):
    page = client.post("/fill-the-disk")
    assert page.status_code == 503
    assert "暂时什么都存不下来" in page.content.decode()
    said = client.post("/fill-the-disk", headers={"x-outbox": "abc"})
    assert (said.status_code, said.headers["Content-Type"]) == (503, "text/plain")


def test_what_was_accepted_redirects_a_browser_and_tells_an_outbox():
    make = RequestFactory()
    assert http.accepted(make.post("/"), "/t/7").url == "/t/7"
    told: HttpResponse = http.accepted(make.post("/", headers={"x-outbox": "abc"}), "/t/7")
    assert told.status_code == 201
    assert told.headers["X-Outbox-Accepted"] == "abc"


@pytest.mark.journey
def test_the_toast_stays_until_it_is_dismissed_and_nothing_else_changes(browser, live_server):
    page = browser.new_page(base_url=live_server.url, locale="zh-CN")
    page.goto("/press")
    page.click("text=试试")  # carries the token against forged requests, or it would be 403
    page.wait_for_selector("#toasts >> text=这一场已经满了。")
    assert page.inner_text("#here") == "还在"
    page.click("#toasts button")
    page.wait_for_selector("#toasts > *", state="detached")
    page.close()
