"""Logging in through django-allauth, with our phones, our lockout, our second step."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse
from django.utils import timezone

from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import create_person, verify_phone
from tongxin.people.models import Person

SECRET = "JBSWY3DPEHPK3PXP"


def totp(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def second_step(settings):
    settings.SECOND_FACTOR = True


def sign_up(client, **changed):
    asked = {"name": "吴阿姨", "phone": "138 1111 2222", "is_adult": "on", "agree": "on"}
    return client.post(reverse("account_signup"), asked | changed)


def me(client):
    return Person.objects.filter(pk=client.session.get("_auth_user_id", 0)).first()


# Signing up


def test_a_resident_signs_up_with_name_phone_and_code(client, texts, sent_code):
    assert sign_up(client).url == reverse("account_verify_phone")
    assert me(client) is None
    client.post(reverse("account_verify_phone"), {"code": sent_code()})
    person = me(client)
    assert (person.name, person.phone) == ("吴阿姨", "13811112222")
    assert person.phone_verified_at
    assert {consent.text.purpose for consent in person.consents.all()} == {"terms", "privacy"}
    assert client.get(reverse("people:mine")).status_code == 200


def test_before_the_code_nothing_is_agreed_to(client, texts):
    sign_up(client)
    assert Person.objects.get(name="吴阿姨").consents.count() == 0


def test_a_wrong_code_opens_nothing(client, texts, sent_code):
    sign_up(client)
    wrong = f"{(int(sent_code()) + 1) % 10**6:06d}"
    page = client.post(reverse("account_verify_phone"), {"code": wrong})
    assert "验证码不对" in page.content.decode()
    assert me(client) is None


def test_a_phone_that_has_an_account_is_not_given_away(client, resident, texts):
    assert sign_up(client, phone="13800000001").url == reverse("account_verify_phone")
    assert "已有账号" in Message.objects.first().subject
    assert Person.objects.filter(name="吴阿姨").count() == 1


@pytest.mark.parametrize(("born", "what"), [
    ("", "出生日期"), ("2015-01-01", "监护人"), ("1990-01-01", "年份"), ("2999-01-01", "年份"),
])  # fmt: skip
def test_who_is_not_adult_says_when_they_were_born(client, texts, born, what):
    with time_machine.travel(timezone.datetime(2026, 3, 2, 4), tick=False):
        page = sign_up(client, is_adult="", birth_date=born)
    assert page.status_code == 200
    assert what in page.content.decode()
    assert "138 1111 2222" in page.content.decode()
    assert not Person.objects.filter(name="吴阿姨").exists()


def test_a_teenager_may_sign_up_and_is_flagged(client, texts, sent_code):
    with time_machine.travel(timezone.datetime(2026, 3, 2, 4), tick=False):
        sign_up(client, is_adult="", birth_date="2010-05-01")
        client.post(reverse("account_verify_phone"), {"code": sent_code()})
        assert "监护人" in client.get(reverse("people:mine")).content.decode()


# Logging in


def test_a_code_to_the_phone_logs_in_and_proves_the_phone(client, resident, sent_code):
    client.post(reverse("account_request_login_code"), {"phone": "+86 138 0000 0001"})
    client.post(reverse("account_confirm_login_code"), {"code": sent_code()})
    assert me(client) == resident
    assert me(client).phone_verified_at
    assert Entry.objects.filter(verb="person.logged_in").count() == 1


def test_an_unknown_phone_looks_the_same_and_gets_an_invitation(client, db):
    asked = client.post(reverse("account_request_login_code"), {"phone": "13899999999"})
    assert asked.url == reverse("account_confirm_login_code")
    assert "还没有账号" in Message.objects.get().subject


def test_a_demo_shows_the_code_on_the_page(client, resident, settings, sent_code):
    settings.MODE = "demo"
    client.post(reverse("account_request_login_code"), {"phone": "13800000001"})
    page = client.get(reverse("account_confirm_login_code")).content.decode()
    assert f"演示环境：验证码是{sent_code()}" in page


@pytest.mark.parametrize("login", ["keeper", "13812340000", "+86 138 1234 0000"])
def test_a_password_logs_in_by_name_or_phone(client, db, login):
    create_person(username="keeper", name="王", phone="13812340000", password="correct-horse-9")
    client.post(reverse("account_login"), {"login": login, "password": "correct-horse-9"})
    assert me(client).username == "keeper"


def test_who_works_here_needs_no_phone(client, make_person, village):
    make_person("keeper", "steward", village, password="correct-horse-9")
    client.post(reverse("account_login"), {"login": "keeper", "password": "correct-horse-9"})
    assert me(client).username == "keeper"


@pytest.mark.parametrize(("role", "start"), [
    ("steward", "needs:desk"), ("moderator", "moderation:queue"), ("auditor", "records:findings"),
])  # fmt: skip
def test_who_works_here_starts_at_their_desk(client, make_person, city, role, start):
    make_person("keeper", role, city, password="correct-horse-9")
    asked = {"login": "keeper", "password": "correct-horse-9"}
    assert client.post(reverse("account_login"), asked).url == reverse(start)


def test_a_resident_starts_where_everybody_does(client, make_person):
    make_person("guest", password="correct-horse-9")
    asked = {"login": "guest", "password": "correct-horse-9"}
    assert client.post(reverse("account_login"), asked).url == "/"


def test_a_closed_account_does_not_log_in(client, db):
    from tongxin.people.actions import close_account

    person = create_person(username="keeper", name="王", password="correct-horse-9")
    close_account(person, by=person)
    client.post(reverse("account_login"), {"login": "keeper", "password": "correct-horse-9"})
    assert me(client) is None


def test_five_wrong_passwords_lock_the_door_however_the_phone_is_written(client, db):
    create_person(username="keeper", name="王", phone="13812340000", password="correct-horse-9")
    for login in ("13812340000", "138 1234 0000", "+8613812340000", "138-1234-0000", "13812340000"):
        client.post(reverse("account_login"), {"login": login, "password": "wrong"})
    right = {"login": "13812340000", "password": "correct-horse-9"}
    page = client.post(reverse("account_login"), right)
    assert "15分钟" in page.content.decode()
    assert me(client) is None
    assert Entry.objects.filter(verb="person.login_failed").count() == 5


def test_after_the_wait_the_door_opens_again(client, db):
    create_person(username="keeper", name="王", password="correct-horse-9")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            client.post(reverse("account_login"), {"login": "keeper", "password": "wrong"})
        clock.shift(timedelta(minutes=15, seconds=1))
        client.post(reverse("account_login"), {"login": "keeper", "password": "correct-horse-9"})
        assert me(client)


def test_five_codes_an_hour_and_a_kind_page(client, resident):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(6):
            client.logout()
            page = client.post(reverse("account_request_login_code"), {"phone": "13800000001"})
            clock.shift(timedelta(seconds=61))
    assert Message.objects.count() == 5
    assert page.status_code in (200, 429)


# Idle sessions


def test_a_privileged_session_ends_after_half_an_hour(client, director):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(director)
        assert client.get(reverse("people:people")).status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get(reverse("people:people")).status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get(reverse("people:people")).status_code == 200
        clock.shift(timedelta(minutes=31))
        turned = client.get(reverse("people:people"))
        assert turned.url.startswith("/accounts/login/")
        assert me(client) is None


def test_a_resident_stays_logged_in_for_a_fortnight_of_rest(client, resident):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(resident)
        client.get(reverse("people:mine"))
        clock.shift(timedelta(days=13))
        assert client.get(reverse("people:mine")).status_code == 200
        clock.shift(timedelta(days=15))
        assert client.get(reverse("people:mine")).status_code == 302


# The second step


def test_a_privileged_role_sets_up_the_second_step_before_anything(client, director, second_step):
    client.force_login(director)
    for url in (reverse("people:people"), reverse("people:mine"), "/"):
        turned = client.get(url)
        assert turned.url.startswith(reverse("mfa_activate_totp"))
    assert client.post(reverse("people:grants", args=[director.pk])).status_code == 302


def test_a_resident_needs_no_second_step(client, resident, second_step):
    client.force_login(resident)
    assert client.get(reverse("people:mine")).status_code == 200


def test_the_api_says_why_it_refuses(client, director, second_step):
    client.force_login(director)
    refused = client.get("/api/people/me")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_opens_the_desk(client, director, second_step):
    client.force_login(director)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    set_up = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert set_up.status_code == 302
    assert client.get(reverse("people:people")).status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert Entry.objects.filter(verb="person.second_factor_added").count() == 1


def test_the_secret_is_sealed(director):
    assert SECRET not in str(TOTP.activate(director, SECRET).instance.data)


def test_after_the_password_comes_the_second_step(client, make_person, city, second_step):
    person = make_person("chief", "director", city, password="correct-horse-9")
    TOTP.activate(person, SECRET)
    asked = {"login": "chief", "password": "correct-horse-9"}
    assert client.post(reverse("account_login"), asked).url == reverse("mfa_authenticate")
    assert me(client) is None
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert me(client) is None
    client.post(reverse("mfa_authenticate"), {"code": totp(SECRET)})
    assert me(client) == person
    assert client.get(reverse("people:people")).status_code == 200


def test_a_recovery_code_works_once(client, make_person, city, second_step):
    person = make_person("chief", "director", city, password="correct-horse-9")
    TOTP.activate(person, SECRET)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    asked = {"login": "chief", "password": "correct-horse-9"}
    for works in (True, False):
        client.post(reverse("account_login"), asked)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert (me(client) is not None) is works
        client.logout()


def test_who_became_privileged_while_logged_in_shows_the_code(
    client, make_person, city, second_step
):
    person = make_person("chief", "director", city)
    TOTP.activate(person, SECRET)
    client.force_login(person)
    turned = client.get(reverse("people:people"))
    assert turned.url.startswith(reverse("mfa_reauthenticate"))
    client.post(turned.url, {"code": totp(SECRET)})
    assert client.get(reverse("people:people")).status_code == 200


def test_a_privileged_role_cannot_turn_the_second_step_off(client, director, second_step):
    TOTP.activate(director, SECRET)
    client.force_login(director)
    client.post(reverse("mfa_reauthenticate"), {"code": totp(SECRET)})
    client.post(reverse("mfa_deactivate_totp"), {})
    assert client.get(reverse("people:people")).status_code == 200
    assert director.authenticator_set.filter(type="totp").exists()


# Phone and password


def test_changing_the_phone_takes_a_code_to_the_new_one(client, resident, sent_code):
    client.force_login(resident)
    client.post(reverse("account_change_phone"), {"phone": "13866667777"})
    resident.refresh_from_db()
    assert resident.phone == "13800000001"
    client.post(reverse("account_verify_phone"), {"code": sent_code()})
    resident.refresh_from_db()
    assert resident.phone == "13866667777"
    assert resident.phone_verified_at


def test_a_forgotten_password_is_set_anew_after_a_code(client, make_person, sent_code):
    person = make_person("keeper", phone="13812340000", password="forgotten-by-now")
    verify_phone(person, by=person)
    client.post(reverse("account_request_login_code"), {"phone": "13812340000"})
    client.post(reverse("account_confirm_login_code"), {"code": sent_code()})
    done = client.post(reverse("account_change_password"), {"password": "correct-horse-9"})
    assert done.url == reverse("people:mine")
    assert client.get(reverse("people:mine")).status_code == 200
    assert Person.objects.get(pk=person.pk).check_password("correct-horse-9")


@pytest.mark.parametrize("password", ["12345678", "short", "password"])
def test_a_weak_password_is_refused(client, resident, sent_code, password):
    client.post(reverse("account_request_login_code"), {"phone": "13800000001"})
    client.post(reverse("account_confirm_login_code"), {"code": sent_code()})
    page = client.post(reverse("account_change_password"), {"password": password})
    assert page.status_code == 422


def test_an_old_login_sets_no_password(client, resident):
    client.force_login(resident)
    page = client.post(reverse("account_change_password"), {"password": "correct-horse-9"})
    assert page.status_code == 403


def test_sessions_elsewhere_can_be_ended(client, resident, sent_code):
    client.post(reverse("account_request_login_code"), {"phone": "13800000001"})
    client.post(reverse("account_confirm_login_code"), {"code": sent_code()})
    assert "本机" in client.get(reverse("usersessions_list")).content.decode()
