"""A pass as an Open Badge 3.0, and the list of those that were revoked.

A badge holds no name: it says what was learnt, from when until when, and leads to the public page
of its certificate. Revoked ones are a bit in a list anybody may fetch, so that a copy dies too.
Sources: 1EdTech Open Badges 3.0; W3C Verifiable Credentials 2.0; W3C Bitstring Status List 1.0.
"""

import base64
import gzip
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from .models import Module, Pass
from .signing import did_of, method_of, signed

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXT = [CREDENTIALS, BADGES]
IDENTIFIERS = "https://www.w3.org/ns/cid/v1"
LIST_SIZE = 131_072  # bits of a list: the least the standard allows, so nobody stands out


def issuer_key() -> Ed25519PrivateKey:
    """Return the key the city signs with."""
    return Ed25519PrivateKey.from_private_bytes(settings.BADGE_KEY)


def issuer() -> dict[str, Any]:
    """Return who signs; its `url` leads to the key, so that the city's address vouches for it."""
    with translation.override("zh-hans"):
        name = _("Civilization practice centre of %(city)s") % {"city": settings.CITY_NAMES[0]}
    return {
        "id": did_of(issuer_key()), "type": ["Profile"], "name": name,
        "url": settings.PUBLIC_URL + reverse("training:badge_issuer"),
    }  # fmt: skip


def issuer_document() -> dict[str, Any]:
    """Return who signs, with the public key (W3C Controlled Identifiers 1.0)."""
    method, who = method_of(issuer_key()), issuer()
    key = {
        "id": method, "type": "Multikey", "controller": who["id"],
        "publicKeyMultibase": method.partition("#")[2],
    }  # fmt: skip
    return (
        {"@context": [IDENTIFIERS, BADGES]}
        | who
        | {"verificationMethod": [key], "assertionMethod": [method]}
    )


def badge_of(row: Pass) -> dict[str, Any]:
    """Return the signed badge of a pass; the same each time it is asked for."""
    address = settings.PUBLIC_URL + reverse("training:badge", args=[row.code])
    document = {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": row.module.name,
        "issuer": issuer(),
        "validFrom": _utc(row.since),
        "credentialSubject": {
            "id": f"urn:uuid:{row.uid}",
            "type": ["AchievementSubject"],
            "achievement": achievement_of(row.module),
        },
        "credentialStatus": _status(row),
    }
    if row.until:
        document["validUntil"] = _utc(row.until)
    return signed(document, issuer_key(), created=_utc(row.since))


def achievement_of(module: Module) -> dict[str, Any]:
    """Return what a badge of a module stands for."""
    address = settings.PUBLIC_URL + reverse("training:module", args=[module.pk])
    with translation.override("zh-hans"):
        told = _("Has learnt “%(module)s” and passed.") % {"module": module.name}
        how = _("All lessons done, and the quiz or the practice passed under supervision.")
    return {
        "id": f"{address}#achievement", "type": ["Achievement"], "name": module.name,
        "description": told, "criteria": {"id": address, "narrative": how},
    }  # fmt: skip


def _status(row: Pass) -> dict[str, Any]:
    number, index = divmod(row.pk, LIST_SIZE)
    listed = status_address(number)
    return {
        "id": f"{listed}#{index}", "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation", "statusListIndex": str(index),
        "statusListCredential": listed,
    }  # fmt: skip


def status_address(number: int) -> str:
    return settings.PUBLIC_URL + reverse("training:badge_status", args=[number])


def status_list(number: int, now: datetime) -> dict[str, Any]:
    """Return the signed list of the revoked among passes number × 131,072 and following."""
    first = number * LIST_SIZE
    revoked = Pass.objects.filter(pk__gte=first, pk__lt=first + LIST_SIZE)
    bits = bytearray(LIST_SIZE // 8)
    for key in revoked.exclude(revoked_at=None).order_by().values_list("pk", flat=True):
        index = key - first
        bits[index // 8] |= 0x80 >> index % 8  # the first bit is the leftmost
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    address = status_address(number)
    document = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(issuer_key()),
        "validFrom": _utc(now),
        "credentialSubject": {
            "id": f"{address}#list", "type": "BitstringStatusList",
            "statusPurpose": "revocation", "encodedList": "u" + packed,
        },
    }  # fmt: skip
    return signed(document, issuer_key(), created=_utc(now))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
