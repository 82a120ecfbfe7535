"""Prove that somebody holds a phone, with or without an account."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.errors import DomainError, TooMany
from tongxin.messaging.actions import post
from tongxin.vault.sealing import Broken, blind_index, seal, unseal

from ..models import PhoneCode
from ..phones import normalise_phone

DIGITS = 6
LIFE = timedelta(minutes=10)
ATTEMPTS = 5
WAIT = timedelta(seconds=60)
PER_PHONE = {timedelta(hours=1): 5, timedelta(days=1): 10}
PER_ADDRESS = {timedelta(hours=1): 30}
PROOF_SECONDS = 60 * 60


class CodeTooSoon(TooMany):
    """A code was sent a moment ago."""


class TooManyCodes(TooMany):
    """This phone, or this network, asked for too many codes."""


class WrongCode(DomainError):
    """The digits do not match."""

    status = 422


class CodeExpired(DomainError):
    """No code is waiting for this phone: too late, used, or tried too often."""


def message_channel() -> str:
    """The channel for codes: the console in a demo, text messages in the field."""
    return "null" if settings.MODE == "demo" else "sms"


@transaction.atomic
def send_phone_code(phone: str, *, purpose: str, address_ip: str) -> PhoneCode:
    """Send six digits to `phone`, good for ten minutes.

    In demo mode the returned row shows the code as `shown`. Raises `BadPhone`, `CodeTooSoon`,
    `TooManyCodes`.
    """
    phone = normalise_phone(phone)
    index = blind_index(phone, kind="phone")
    address = blind_index(address_ip, kind="address")
    now = timezone.now()
    last = PhoneCode.objects.filter(phone_index=index).order_by("-created_at").first()
    if last and now - last.created_at < WAIT:
        seconds = int((WAIT - (now - last.created_at)).total_seconds()) + 1
        raise CodeTooSoon(ngettext(
            "A code is on its way. You can ask for another in %(count)d second.",
            "A code is on its way. You can ask for another in %(count)d seconds.", seconds,
        ) % {"count": seconds})  # fmt: skip
    _must_be_within(PER_PHONE, phone_index=index)
    _must_be_within(PER_ADDRESS, address_index=address)
    PhoneCode.objects.filter(phone_index=index, purpose=purpose, used_at=None).update(
        expires_at=now
    )
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    code = PhoneCode(
        phone_index=index, purpose=purpose, address_index=address, expires_at=now + LIFE
    )
    code.digest = _digest(code, digits)
    code.save()
    send_code_message(phone, digits)
    code.shown = digits if settings.MODE == "demo" else ""
    return code


def send_code_message(phone: str, digits: str) -> None:
    """Put the message with a code into the outbox."""
    post(
        to=f"phone:{blind_index(phone, kind='phone')}",
        subject=_("Your code is %(code)s. It is good for 10 minutes. Tell it to nobody.")
        % {"code": digits},
        valid_until=timezone.now() + LIFE,
        addresses={message_channel(): phone},
    )


def _must_be_within(limits: dict[timedelta, int], **of: str) -> None:
    now = timezone.now()
    for span, most in limits.items():
        if PhoneCode.objects.filter(**of).since(now - span).count() >= most:
            raise TooManyCodes(
                _("Too many codes were sent. Please try again later, or call your station.")
            )


def _digest(code: PhoneCode, digits: str) -> str:
    return blind_index(f"{code.uid}:{digits}", kind="code")


def confirm_phone_code(phone: str, code: str, *, purpose: str) -> str:
    """Return a proof for `verified_phone`. Raises `BadPhone`, `WrongCode`, `CodeExpired`."""
    phone = normalise_phone(phone)
    refusal = _try_code(blind_index(phone, kind="phone"), code, purpose)
    if refusal:  # raised outside the transaction, so that the attempt stays counted
        raise refusal
    return signing.dumps(seal(phone, row=_proof(purpose)), salt=_proof(purpose))


@transaction.atomic
def _try_code(index: str, digits: str, purpose: str) -> DomainError | None:
    now = timezone.now()
    newest = PhoneCode.objects.select_for_update().filter(phone_index=index, purpose=purpose)
    code = newest.order_by("-created_at").first()
    if code is None or not code.is_open(now) or code.attempts >= ATTEMPTS:
        return CodeExpired(_("This code is no longer good. Please ask for a new one."))
    code.attempts += 1
    right = constant_time_compare(_digest(code, "".join(digits.split())), code.digest)
    if right:
        code.used_at = now
    code.save(update_fields=["attempts", "used_at"])
    return None if right else WrongCode(_("This is not the code we sent. Please look again."))


def verified_phone(token: str, purpose: str) -> str | None:
    """Return the phone a proof speaks of, or None when it is false, old or for something else."""
    try:
        sealed: str = signing.loads(token, salt=_proof(purpose), max_age=PROOF_SECONDS)
        return unseal(sealed, row=_proof(purpose))
    except (signing.BadSignature, Broken):
        return None


def _proof(purpose: str) -> str:
    return f"people.phone-proof:{purpose}"


@transaction.atomic
def forget_old_codes() -> int:
    """Remove codes older than two days, and sessions that have ended; return how many codes.

    Safe to run twice.
    """
    old = PhoneCode.objects.filter(created_at__lt=timezone.now() - timedelta(days=2))
    gone, _rows = old.delete()
    SessionStore.clear_expired()
    return gone
