"""How to read is remembered in cookies, without scripts, and leads back to our own pages only."""

import pytest


@pytest.mark.parametrize(
    ("name", "value", "mark"),
    [
        ("language", "en", '<html lang="en"'),
        ("theme", "dark", 'data-theme="dark"'),
        ("large", "1", 'data-print="large"'),
    ],
)
def test_a_choice_is_remembered_and_shown(client, name, value, mark):
    assert mark not in client.get("/offline").content.decode()
    response = client.post("/preference", {name: value, "next": "/offline"})
    assert (response.status_code, response.url) == (302, "/offline")
    assert mark in client.get("/offline").content.decode()


def test_a_choice_we_do_not_offer_is_ignored(client):
    assert not client.post("/preference", {"language": "xx", "theme": "pink"}).cookies


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_away_to_another_site(client, away):
    assert client.post("/preference", {"theme": "dark", "next": away}).url == "/"


def test_without_a_next_one_returns_to_the_page_before(client):
    response = client.post(
        "/preference", {"theme": "dark"}, headers={"referer": "http://testserver/design"}
    )
    assert response.url == "http://testserver/design"


def test_the_first_visit_reads_the_browsers_language(client):
    assert b'<html lang="en"' in client.get("/offline", headers={"accept-language": "en"}).content
    assert b'<html lang="zh-Hans"' in client.get("/offline").content


def test_a_choice_needs_a_post_with_a_token():
    from django.test import Client

    assert Client().get("/preference").status_code == 405
    refused = Client(enforce_csrf_checks=True).post("/preference", {"theme": "dark"})
    assert refused.status_code == 403
    assert "请刷新后再提交一次" in refused.content.decode()
