from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.messaging.models import Delivery
from tongxin.people.actions import (
    CodeExpired,
    CodeTooSoon,
    TooManyCodes,
    WrongCode,
    confirm_phone_code,
    forget_old_codes,
    send_phone_code,
    verified_phone,
)
from tongxin.people.models import PhoneCode

PHONE = "13812345678"
NOON = timezone.make_aware(timezone.datetime(2026, 3, 2, 12, 0))


def send(phone=PHONE, purpose="need", address="10.0.0.1"):
    return send_phone_code(phone, purpose=purpose, address_ip=address)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_proves_the_phone(sent_code):
    send("138 1234 5678")
    token = confirm_phone_code(PHONE, sent_code(), purpose="need")
    assert verified_phone(token, "need") == PHONE


def test_a_proof_is_good_for_its_purpose_only(sent_code):
    send()
    token = confirm_phone_code(PHONE, sent_code(), purpose="need")
    assert verified_phone(token, "booking") is None
    assert verified_phone(token + "x", "need") is None
    assert verified_phone("", "need") is None


def test_a_proof_grows_old(sent_code):
    with time_machine.travel(NOON, tick=False) as clock:
        send()
        token = confirm_phone_code(PHONE, sent_code(), purpose="need")
        clock.shift(timedelta(hours=2))
        assert verified_phone(token, "need") is None


def test_the_code_is_not_kept_and_the_phone_not_readable(sent_code):
    code = send()
    assert sent_code() not in str(vars(PhoneCode.objects.get(pk=code.pk)))
    assert code.shown == ""
    assert PHONE not in str(PhoneCode.objects.values_list().get())


def test_a_demo_shows_the_code(settings, sent_code):
    settings.MODE = "demo"
    assert send().shown == sent_code()
    assert Delivery.objects.get().channel == "null"


def test_in_the_field_the_code_goes_by_text_message(settings, db):
    settings.MODE = "production"
    send()
    assert Delivery.objects.get().channel == "sms"


def test_a_code_works_once(sent_code):
    send()
    confirm_phone_code(PHONE, sent_code(), purpose="need")
    with pytest.raises(CodeExpired):
        confirm_phone_code(PHONE, sent_code(), purpose="need")


def test_after_five_wrong_tries_even_the_right_code_is_refused(sent_code):
    send()
    for _ in range(5):
        with pytest.raises(WrongCode):
            confirm_phone_code(PHONE, wrong(sent_code()), purpose="need")
    with pytest.raises(CodeExpired):
        confirm_phone_code(PHONE, sent_code(), purpose="need")


def test_after_ten_minutes_the_code_is_refused(sent_code):
    with time_machine.travel(NOON, tick=False) as clock:
        send()
        clock.shift(timedelta(minutes=10, seconds=1))
        with pytest.raises(CodeExpired):
            confirm_phone_code(PHONE, sent_code(), purpose="need")


def test_a_new_code_ends_the_old_one(sent_code):
    with time_machine.travel(NOON, tick=False) as clock:
        send()
        first = sent_code()
        clock.shift(timedelta(seconds=61))
        send()
        if first != sent_code():
            with pytest.raises(WrongCode):
                confirm_phone_code(PHONE, first, purpose="need")


def test_the_next_code_takes_a_minute(db):
    send()
    with pytest.raises(CodeTooSoon, match=r"\d"):
        send()


def test_a_phone_gets_five_codes_an_hour(db):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            send()
            clock.shift(timedelta(minutes=2))
        with pytest.raises(TooManyCodes):
            send()


def test_an_address_gets_thirty_codes_an_hour(db):
    for number in range(30):
        send(f"138000001{number:02d}")
    with pytest.raises(TooManyCodes):
        send("13800000999")
    send("13800000999", address="10.0.0.2")


def test_a_code_for_one_thing_does_not_prove_another(sent_code):
    send(purpose="need")
    with pytest.raises(CodeExpired):
        confirm_phone_code(PHONE, sent_code(), purpose="booking")


def test_old_codes_are_forgotten(db):
    with time_machine.travel(NOON, tick=False) as clock:
        send()
        clock.shift(timedelta(days=3))
        assert (forget_old_codes(), forget_old_codes()) == (1, 0)
