"""Seal, open, find and mask personal data.

AES-256-GCM with the row and field as associated data, so a token copied to another row does not
open; HMAC-SHA-256 for blind indexes. Source: NIST SP 800-38D; RFC 2104.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class Broken(Exception):
    """The token was changed, moved from another row, or its key is gone."""


def seal(text: str, *, row: str) -> str:
    """Return a token for `text` that opens only with the same `row`; "" stays ""."""
    if not text:
        return ""
    key_id, key = next(iter(settings.VAULT_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, text.encode(), row.encode())
    return f"{key_id}:{base64.urlsafe_b64encode(nonce + body).decode()}"


def unseal(token: str, *, row: str) -> str:
    """Return the sealed text. Raises `Broken`."""
    if not token:
        return ""
    key_id, _, body = token.partition(":")
    try:
        raw = base64.urlsafe_b64decode(body)
        key = settings.VAULT_KEYS[key_id]
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], row.encode()).decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise Broken(f"cannot open the sealed value of {row}") from error


def blind_index(text: str, *, kind: str) -> str:
    """Return 32 hex digits, equal for equal texts of one `kind`; "" for ""."""
    if not text:
        return ""
    key = next(reversed(settings.VAULT_KEYS.values()))  # the oldest: indexes outlive rotations
    return hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()[:32]


def mask_name(name: str) -> str:
    """陈小明 → 陈**; Li Wei → L*****."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)


def mask_identity(number: str) -> str:
    """11010519491231002X → 1101**********002X."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 8 else ""
