"""A frame that many looks share says nothing of the one it was made for."""

import gzip
import re

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client

from tongxin.people.actions import give_consent, texts_to_ask
from tongxin.web import framing

REGISTER = "/desk/volunteers/"
TOKEN = re.compile(r'(?:csrf-token" content|csrfmiddlewaretoken" value)="(\w{64})"')


@pytest.fixture(autouse=True)
def no_frames():
    framing._frames.clear()


@pytest.fixture
def desk(director, officer, steward):
    """Return a client of somebody."""

    def desk(person, **cookies):
        for text in texts_to_ask(person):
            give_consent(person, text, by=person)
        client = Client()
        client.force_login(person)
        for name, value in cookies.items():
            client.cookies[name] = value
        return client

    return desk


def plain(page):
    return TOKEN.sub("T", page.text)


def test_another_look_fills_the_same_frame(desk, director):
    client = desk(director)
    client.get(REGISTER)
    client.get(f"{REGISTER}?q=王")
    assert len(framing._frames) == 1
    page = client.get(f"{REGISTER}?q=%22%3E%3Cscript%3E")
    assert 'value="&quot;&gt;&lt;script&gt;"' in page.text
    assert "<script>" not in page.text


def test_who_may_do_something_else_gets_a_frame_of_their_own(desk, director, steward):
    first, second = desk(director).get(REGISTER), desk(steward).get(REGISTER)
    assert f'name="reader" content="{steward.pk}"' in second.text
    assert f'name="reader" content="{director.pk}"' not in second.text
    assert not set(TOKEN.findall(first.text)) & set(TOKEN.findall(second.text))
    assert len(framing._frames) == 2
    assert 'href="/desk/consents/"' in first.text
    assert 'href="/desk/consents/"' not in second.text


def test_each_language_theme_and_size_has_a_frame_of_its_own(desk, director):
    looks = [{}, {"language": "en"}, {"theme": "dark"}, {"large": "1"}]
    pages = {plain(desk(director, **look).get(REGISTER)) for look in looks}
    assert len(pages) == len(framing._frames) == 4


def test_the_framed_page_is_the_page_from_end_to_end(desk, director, rf):
    """Whoever has a message waiting gets the page made whole: it differs in the message alone."""
    client = desk(director)
    framed = plain(client.get(f"{REGISTER}?q=x"))
    waiting = CookieStorage(rf.get("/"))._encode([Message(constants.SUCCESS, "好了")])
    client.cookies["messages"] = waiting
    whole = plain(client.get(f"{REGISTER}?q=x"))
    assert "好了" in whole
    assert re.sub(r'<div class="toast".*?</div>', "", whole) == framed
    assert "好了" not in plain(client.get(f"{REGISTER}?q=x"))


def test_squeezed_and_plain_are_the_same(desk, director):
    client = desk(director)
    packed = client.get(REGISTER, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    page = gzip.decompress(packed.content).decode()
    assert TOKEN.sub("T", page) == plain(client.get(REGISTER))


def test_the_token_in_a_framed_row_opens_its_form(desk, director):
    client = desk(director)
    page = client.get(REGISTER)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    token = TOKEN.search(page.text)[1]
    sent = {"csrfmiddlewaretoken": token, "theme": "dark", "next": REGISTER}
    assert strict.post("/preference", sent).status_code == 302
