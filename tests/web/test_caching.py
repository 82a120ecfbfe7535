"""A page kept for everybody says nothing of the one it was first made for."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tongxin.needs.actions import publish_day_list
from tongxin.needs.models import DayList
from tongxin.people.actions import give_grant, robot, withdraw_grant

TOKEN = re.compile(rb'csrf(?:-token" content|middlewaretoken" value)="(\w{64})"')
PAGES = ["/", "/menu/2026-11-24"]


@pytest.fixture(autouse=True)
def fresh(city):
    cache.clear()


def tokens(page) -> set[bytes]:
    return set(TOKEN.findall(page.content))


@pytest.mark.parametrize("path", PAGES)
def test_no_readers_token_is_left_in_a_kept_page(path):
    first, second = Client().get(path), Client().get(path)
    assert len(tokens(first)) == len(tokens(second)) == 1
    assert not tokens(first) & tokens(second)
    (token,) = tokens(first)
    assert token not in second.content


@pytest.mark.parametrize("path", PAGES)
def test_the_token_of_a_kept_page_opens_its_forms(path):
    Client().get(path)
    reader = Client(enforce_csrf_checks=True)
    (token,) = tokens(reader.get(path))
    sent = {"csrfmiddlewaretoken": token.decode(), "theme": "dark", "next": path}
    assert reader.post("/preference", sent).status_code in {302, 303}


@pytest.mark.parametrize("old", ["", "x", "a" * 32])
def test_a_cookie_is_sent_to_whoever_has_none_that_is_good(old):
    Client().get("/")
    reader = Client()
    reader.cookies["csrftoken"] = old
    sent = reader.get("/").cookies
    assert ("csrftoken" in sent) is (len(old) != 32)


def test_a_signed_in_reader_neither_fills_nor_reads_the_kept_page(client, resident):
    client.force_login(resident)
    mine = client.get("/").content
    assert f'name="reader" content="{resident.pk}"'.encode() in mine
    anybody = Client().get("/").content
    assert b'name="reader" content=""' in anybody
    assert f'content="{resident.pk}"'.encode() in client.get("/").content


def test_a_waiting_message_is_shown_to_its_reader_only():
    reader = Client()
    reader.cookies["messages"] = "x"
    reader.get("/")
    assert Client().get("/").status_code == 200


def test_each_language_theme_and_size_is_kept_apart():
    seen = set()
    for cookies in ({}, {"language": "en"}, {"theme": "dark"}, {"large": "1"}):
        reader = Client()
        for name, value in cookies.items():
            reader.cookies[name] = value
        page = reader.get("/").content
        seen.add(TOKEN.sub(b"", page).split(b"<body")[0])
    assert len(seen) == 4


@pytest.mark.parametrize("value", ["<script>", "zh-hans:dark", "../x", "en\r\nX: 1"])
def test_odd_cookies_are_no_key_of_their_own(value):
    plain = TOKEN.sub(b"", Client().get("/").content)
    reader = Client()
    for name in ("language", "theme", "large"):
        reader.cookies[name] = value
    page = reader.get("/")
    assert page.status_code == 200
    assert TOKEN.sub(b"", page.content) == plain


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_a_token_is_no_shared_caches(path):
    for page in (Client().get(path), Client().get(path)):
        assert "public" not in page.headers.get("Cache-Control", "")
        assert "Cookie" in page.headers["Vary"]


def test_asking_for_the_head_leaves_the_whole_page():
    Client().head("/")
    assert b"</html>" in Client().get("/").content


def test_a_part_asked_for_by_htmx_is_not_kept_as_the_page():
    Client().get("/", headers={"HX-Request": "true"})
    assert b"</html>" in Client().get("/").content


def test_packed_and_plain_readers_get_the_same_page():
    import gzip

    packed = Client().get("/", headers={"Accept-Encoding": "gzip"})
    body = packed.content
    if packed.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    assert TOKEN.sub(b"", body) == TOKEN.sub(b"", Client().get("/").content)
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_no_public_page_that_carries_a_token_may_be_shared(city):
    """Kept by a proxy, one reader's token and the cookie to it would be everybody's."""
    publish_day_list(city, by=robot("clock"))
    day = DayList.objects.get().day
    page = Client().get(f"/list/{day}")
    assert page.status_code == 200
    assert "public" not in page.headers.get("Cache-Control", "")


def page_of(person, path="/desk/triage"):
    reader = Client()
    reader.force_login(person)
    return reader.get(path)


@pytest.fixture
def colleague(make_person, village, officer):
    """Somebody with the steward's role at the steward's place."""
    person = make_person("steward-two", name="赵站员", home=village)
    give_grant(person, role="steward", at=village, by=officer)
    return person


@pytest.mark.parametrize("path", ["/desk/triage", "/desk/day"])
def test_colleagues_share_a_page_of_the_desk_but_not_what_is_their_own(steward, colleague, path):
    first = page_of(steward, path)
    second = page_of(colleague, path)
    assert f'name="reader" content="{steward.pk}"'.encode() in first.content
    assert f'name="reader" content="{colleague.pk}"'.encode() in second.content
    assert f'content="{steward.pk}"'.encode() not in second.content
    assert not tokens(first) & tokens(second)


def test_a_kept_page_of_the_desk_asks_only_who_reads(steward, django_assert_num_queries):
    reader = Client()
    reader.force_login(steward)
    reader.get("/desk/triage")
    reader.get("/desk/triage")
    with django_assert_num_queries(1):  # the person
        reader.get("/desk/triage")


def test_who_lost_the_role_no_longer_gets_the_kept_page(steward, colleague, officer):
    page_of(steward)
    withdraw_grant(colleague.grants.get(), by=officer)
    assert page_of(colleague).status_code == 404


def test_another_desk_is_another_page(steward, officer, need, other_village, make_need):
    make_need(words="隔壁村的事", at=other_village, by=robot("resident-door"))
    assert "隔壁村的事" not in page_of(steward).text
    assert need.words in page_of(officer).text


def test_who_has_just_decided_sees_it_at_once(steward, colleague, need):
    page_of(colleague)
    reader = Client()
    reader.force_login(steward)
    assert need.words in reader.get("/desk/triage").text
    reader.post("/desk/triage/decisions?kind=refer", {"need": need.pk})
    assert need.words not in reader.get("/desk/triage").text
