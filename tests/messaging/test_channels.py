"""The carriers that ship with the house, as far as one can go without a network."""

import hashlib
import hmac
import json
from uuid import uuid4

import pytest
from django.core import mail

from tongxin.messaging.channels import CONSOLE, Letter, carrier_for, webhook
from tongxin.messaging.channels.email import Email
from tongxin.messaging.channels.inapp import Inbox
from tongxin.messaging.channels.null import Console


@pytest.fixture
def letter():
    return Letter(uuid4(), "email", "wu@example.org", "您好", "明天九点见", "/t/abc")


def test_a_channel_is_carried_by_whom_the_city_names(settings):
    settings.MESSAGE_CHANNELS = {"email": "tongxin.messaging.channels.email.Email"}
    assert isinstance(carrier_for("email"), Email)
    assert isinstance(carrier_for("inapp"), Inbox)


def test_unnamed_channels_have_the_console_in_demo_and_nobody_in_production(settings):
    settings.TESTING, settings.MODE = False, "demo"
    assert isinstance(carrier_for("sms"), Console)
    settings.MODE = "production"
    assert carrier_for("sms") is None
    settings.MESSAGE_CHANNELS = {"sms": CONSOLE}
    assert isinstance(carrier_for("sms"), Console)


def test_an_email_carries_the_words_the_way_on_and_its_uid(letter, settings):
    assert Email().carry(letter).became == "handed_over"
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["wu@example.org"], "您好")
    assert f"{settings.PUBLIC_URL}/t/abc" in sent.body
    assert str(letter.uid) in sent.extra_headers["Message-ID"]


def test_a_webhook_is_signed_and_names_the_uid(letter):
    request = webhook._request("https://relay.example.org/", letter, "s3cret")
    assert request.get_header("Idempotency-key") == str(letter.uid)
    expected = hmac.new(b"s3cret", request.data, hashlib.sha256).hexdigest()
    assert request.get_header("X-tongxin-signature") == expected
    assert json.loads(request.data)["subject"] == "您好"


@pytest.mark.parametrize("target", ["", "http://relay.example.org/", "file:///etc/passwd"])
def test_a_webhook_speaks_only_to_secure_addresses(letter, settings, target):
    settings.MESSAGE_WEBHOOK_URL = target
    assert webhook.Webhook().carry(letter).became == "refused"


def test_a_webhook_is_signed_as_the_standard_says():
    """The example of the Standard Webhooks specification's reference libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = webhook.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secret)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_listeners_own_secret_signs_and_is_not_sent(settings):
    settings.MESSAGE_WEBHOOK_SECRET = "of the house"
    address = webhook.address_with("https://listener.example.org/in", "whsec_own")
    assert webhook.split(address) == ("https://listener.example.org/in", "whsec_own")
    assert webhook.split("https://a.example.org/") == ("https://a.example.org/", "of the house")
