"""Sign a certificate so that anybody can check it without asking us: Ed25519 over plain JSON.

The signature covers `PREFIX` and the document without its "signature", written as JSON with sorted
keys, no spaces, in UTF-8. Documents hold texts, whole numbers, lists and objects only, so there is
one way to write them. Source: RFC 8032. This module needs neither Django nor a database: it can be
handed to a stranger (docs/records.md).
"""

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KIND = "tongxin.certificate-of-service"
VERSION = 1
PREFIX = b"tongxin certificate of service v1\n"


class NotGenuine(Exception):
    """The document was not signed by the key it names, or was changed afterwards."""


def key_name(key: Ed25519PrivateKey) -> str:
    """Return the public key as certificates name it: "ed25519:" and base64url."""
    return "ed25519:" + _text(key.public_key().public_bytes_raw())


def signed(document: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """Return the document with the key's name and its signature."""
    told = document | {"kind": KIND, "version": VERSION, "key": key_name(key)}
    return told | {"signature": _text(key.sign(PREFIX + canonical(told)))}


def check(document: Any) -> str:
    """Return the name of the key that signed the document. Raises `NotGenuine`."""
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise NotGenuine("this is no certificate of service")
    if document.get("version") != VERSION:
        raise NotGenuine(f"version {document.get('version')} is not known here")
    told = {name: value for name, value in document.items() if name != "signature"}
    try:
        name = str(document["key"])
        key = Ed25519PublicKey.from_public_bytes(_bytes(name.removeprefix("ed25519:")))
        key.verify(_bytes(str(document["signature"])), PREFIX + canonical(told))
    except (KeyError, ValueError, TypeError, InvalidSignature) as error:
        raise NotGenuine("the signature does not fit: the certificate was changed") from error
    return name


def canonical(document: dict[str, Any]) -> bytes:
    """Return the one way to write a document."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
