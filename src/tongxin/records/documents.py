"""What a certificate says, as plain data to be signed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse

from .models import Certificate, Credit, Link
from .signing import key_name, signed
from .wording import Rows, merged_rows

MOST_ROWS = 12  # activities named; the rest is told together


def issuer_key() -> Ed25519PrivateKey:
    """Return the key the city signs with."""
    return Ed25519PrivateKey.from_private_bytes(settings.BADGE_KEY)


def public_key() -> str:
    """Return the city's public key, as certificates name it."""
    return key_name(issuer_key())


def address_of(row: Certificate) -> str:
    """Return the whole address of the public page; it is in the QR code."""
    return settings.PUBLIC_URL + reverse("records:certificate", args=[row.code])


def document_of(row: Certificate, lines: Iterable[Credit], issued_on: date) -> dict[str, Any]:
    """Return the signed document of a certificate whose fields are set; two queries."""
    lines = list(lines)
    last = Link.objects.order_by("-number").first()
    assert row.issuer is not None and row.handler is not None  # noqa: PT018
    assert row.notice_until is not None
    told = {
        "number": row.number,
        "code": row.code,
        "address": address_of(row),
        "person": {"name": row.person.name, "number": lines[-1].number if lines else ""},
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
        "verified_minutes": row.verified_minutes,
        "made_up_minutes": row.made_up_minutes,
        "content": content_of(lines),
        "purpose": row.purpose,
        "issuer": {
            "organisation": row.issuer.organisation, "principal": row.issuer.principal_name,
            "handler": row.handler.name, "contact": row.issuer.contact,
            "city": settings.CITY_NAMES[0],
        },
        "issued_on": issued_on.isoformat(),
        "notice_until": row.notice_until.isoformat(),
        "ledger": {"link": last.number, "digest": last.digest} if last else {},
    }  # fmt: skip
    return signed(told, issuer_key())


def content_of(lines: Iterable[Credit]) -> Rows:
    """Return what was done where and how long, the longest first; the many small ones in one."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        entry = found[line.title, line.where]
        entry[0] += line.minutes
        entry[1] += 1
    return merged_rows(found, MOST_ROWS)
