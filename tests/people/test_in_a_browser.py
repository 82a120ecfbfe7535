"""Every page of people in a real browser: axe finds nothing, nothing is wider than the screen."""

from datetime import date

import pytest
from django.urls import reverse

from tongxin.people.actions import create_child, create_team, give_consent, join_team, set_identity

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = [{}, {"theme": "dark", "language": "en"}, {"large": "1"}]
MINE = [
    "people:mine", "people:data", "people:identity", "people:consents", "people:children",
    "people:guardian", "people:closure", "people:privacy", "account_change_password",
    "account_change_phone", "mfa_index", "mfa_activate_totp", "usersessions_list",
    "account_logout",
]  # fmt: skip
DESK = ["people:people", "people:teams", "people:units", "people:keys", "people:texts",
        "people:journal"]  # fmt: skip


def agree_to_all(person, texts):
    for text in texts.values():
        if text.is_required:
            give_consent(person, text, by=person)


def look_through(page, accessible, urls):
    for url in urls:
        page.goto(url)
        accessible(page)
        assert page.evaluate(WIDTH) <= 0, f"{url} is wider than the screen"


@pytest.mark.parametrize("look", LOOKS, ids=["plain", "dark-en", "large"])
def test_pages_of_ones_own_are_accessible(open_page, accessible, resident, texts, look):
    agree_to_all(resident, texts)
    page = open_page(390, 844, resident, **look)
    look_through(page, accessible, [reverse(name) for name in MINE])


@pytest.mark.parametrize("look", LOOKS, ids=["plain", "dark-en", "large"])
def test_pages_before_logging_in_are_accessible(open_page, accessible, texts, look):
    page = open_page(390, 844, **look)
    names = ["account_login", "account_request_login_code", "account_signup"]
    look_through(page, accessible, [reverse(name) for name in names])


@pytest.mark.parametrize("look", LOOKS, ids=["plain", "dark-en", "large"])
def test_the_desk_is_accessible(
    open_page, accessible, director, resident, officer, town, texts, look
):
    agree_to_all(director, texts)
    set_identity(resident, "11010519491231002X", by=resident)
    team = create_team(name="阳羡讲师团", at=town, by=officer)
    join_team(team, resident, role="leader", by=officer)
    page = open_page(1280, 900, director, **look)
    urls = [reverse(name) for name in DESK]
    urls += [reverse("people:team", args=[team.pk]), reverse("people:person", args=[resident.pk])]
    urls += [reverse("people:correction", args=[resident.pk])]
    look_through(page, accessible, urls)


def test_a_resident_signs_up_without_scripts_or_help(phone, accessible, texts, sent_code):
    phone.goto("/accounts/signup/")
    phone.fill("[name=name]", "吴秀英")
    phone.fill("[name=phone]", "138 1111 2222")
    phone.check("[name=is_adult]")
    phone.check("[name=agree]")
    phone.click("main button.button-primary")
    phone.wait_for_url("**/accounts/phone/verify/")
    accessible(phone)
    phone.fill("[name=code]", sent_code())
    phone.click("main button.button-primary")
    phone.wait_for_url(lambda url: "accounts" not in url)
    phone.goto("/me/")
    assert "138****2222" in phone.content()
    accessible(phone)


def test_the_page_of_a_guardian_is_accessible(open_page, accessible, guardian, texts):
    agree_to_all(guardian, texts)
    create_child(
        username="kid-chen", name="陈小明", birth_date=date(2016, 6, 1), relation="parent",
        by=guardian,
    )  # fmt: skip
    page = open_page(390, 844, guardian)
    look_through(page, accessible, [reverse("people:children")])
