"""A signed POST to an address the city's own systems listen at.

Also the way to a text message gateway or an enterprise WeChat robot without writing code: point the
channel at a small relay. Body: JSON; `Idempotency-Key` is the letter's uid; `X-Tongxin-Signature`
is HMAC-SHA-256 of the body under the listener's own secret or `settings.MESSAGE_WEBHOOK_SECRET`,
hexadecimal. Signed by the
Standard Webhooks specification too (`webhook-id`, `webhook-timestamp`, `webhook-signature`), so any
of its libraries verifies it; a letter whose body is a JSON object is sent as that event.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.utils.translation import gettext_noop

from . import Letter, Outcome

SECONDS = 8
BUSY = {408, 425, 429}


class Webhook:
    def carry(self, letter: Letter) -> Outcome:
        target, secret = settings.MESSAGE_WEBHOOK_URL, settings.MESSAGE_WEBHOOK_SECRET
        if letter.channel == "webhook":
            target, secret = split(letter.address)
        if not target.startswith("https://"):
            return Outcome("refused", gettext_noop("The address is not a secure web address."))
        try:
            with urllib.request.urlopen(_request(target, letter, secret), timeout=SECONDS):
                return Outcome("handed_over")
        except urllib.error.HTTPError as error:
            if error.code >= 500 or error.code in BUSY:
                return Outcome("again", gettext_noop("The carrier is busy."))
            return Outcome("refused", gettext_noop("The carrier refused it."))


def address_with(url: str, secret: str) -> str:
    """Return an address that carries the listener's own secret, as `split` takes it apart.

    It travels sealed in the delivery, and never over the line: a fragment is not sent.
    """
    return f"{url}#{secret}#own"


def split(address: str) -> tuple[str, str]:
    """Return (url, secret) of an address; without one of its own, the installation's secret."""
    url, _sign, own = address.partition("#")
    return url, own.partition("#")[0] or settings.MESSAGE_WEBHOOK_SECRET


def _request(target: str, letter: Letter, secret: str) -> urllib.request.Request:
    body = _payload(letter)
    now = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(letter.uid),
        "X-Tongxin-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
        "webhook-id": str(letter.uid),
        "webhook-timestamp": str(now),
        "webhook-signature": signature(str(letter.uid), now, body, secret),
    }
    return urllib.request.Request(target, data=body, headers=headers, method="POST")


def _payload(letter: Letter) -> bytes:
    if letter.channel == "webhook" and letter.body.startswith("{"):
        return letter.body.encode()  # an event for another system, whole
    said = {"uid": str(letter.uid), "channel": letter.channel, "address": letter.address,
            "subject": letter.subject, "body": letter.body, "url": letter.url}  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()


def signature(uid: str, seconds: int, body: bytes, text: str) -> str:
    """Return "v1," and the signature of one event, by the Standard Webhooks specification.

    The secret `text` is "whsec_" and base64 of 24 to 64 bytes; another one is used as it stands.
    """
    secret = text.encode()
    if text.startswith("whsec_"):
        try:
            secret = base64.b64decode(text.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            secret = text.encode()
    signed = hmac.new(secret, f"{uid}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()
