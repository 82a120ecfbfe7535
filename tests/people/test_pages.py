"""Every page of people: it opens for whom it is meant, and costs the same for one and many."""

import pytest
from django.urls import reverse

from tongxin.people.actions import publish_first_texts, robot

MINE = ["mine", "data", "identity", "closure", "consents", "children", "guardian"]
DESK = ["people", "teams", "units", "keys", "texts", "journal"]


@pytest.fixture
def texts(city):
    publish_first_texts(by=robot("installer"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", MINE)
def test_my_pages_open(client, resident, name, language):
    client.force_login(resident)
    client.cookies["language"] = language
    assert client.get(reverse(f"people:{name}")).status_code == 200


@pytest.mark.parametrize("name", MINE)
def test_my_pages_ask_a_stranger_to_log_in(client, db, name):
    response = client.get(reverse(f"people:{name}"))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", DESK)
def test_desk_pages_open_for_the_director(client, director, team, name, language):
    client.force_login(director)
    client.cookies["language"] = language
    assert client.get(reverse(f"people:{name}")).status_code == 200


@pytest.mark.parametrize(
    ("role", "where"),
    [("steward", "/desk/triage"), ("department", "/desk/rosters"), ("auditor", "/desk/findings"),
     ("moderator", "/desk/moderation"), ("", "/")],
)  # fmt: skip
def test_the_desk_alone_leads_to_the_desk_that_waits_for_the_reader(
    client, make_person, city, role, where
):
    client.force_login(make_person("somebody", role, city, home=city))
    for address in ("/desk", "/desk/"):
        assert client.get(address).url == where


@pytest.mark.parametrize("name", DESK)
def test_desk_pages_are_closed_to_a_resident(client, resident, name):
    client.force_login(resident)
    assert client.get(reverse(f"people:{name}")).status_code == 403


@pytest.mark.parametrize("name", [
    "login", "request_login_code", "signup", "inactive",
])  # fmt: skip
def test_account_pages_open_for_anyone(client, db, name):
    assert client.get(reverse(f"account_{name}")).status_code == 200


@pytest.mark.parametrize("name", [
    "account_logout", "account_change_phone", "account_change_password", "mfa_index",
    "mfa_activate_totp", "usersessions_list",
])  # fmt: skip
def test_account_pages_open_for_who_is_logged_in(client, resident, name):
    client.force_login(resident)
    assert client.get(reverse(name)).status_code == 200


def test_the_privacy_page_shows_the_texts_in_force(client, texts):
    assert "个人信息保护说明" in client.get(reverse("people:privacy")).content.decode()


def test_the_list_of_people_costs_the_same_for_one_and_for_many(
    client, director, make_person, village, django_assert_max_num_queries
):
    client.force_login(director)
    for number in range(60):
        make_person(f"many-{number}", name=f"王{number}", home=village)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("people:people"))
    assert 'rel="next"' in page.content.decode()


def test_the_journal_costs_the_same_for_one_and_for_many(
    client, director, make_person, village, django_assert_max_num_queries
):
    client.force_login(director)
    for number in range(30):
        make_person(f"many-{number}", home=village)
    with django_assert_max_num_queries(11):
        client.get(reverse("people:journal"))
