"""A badge has the shape the standards ask for, field by field; written from their text.

Sources: 1EdTech Open Badges 3.0, "AchievementCredential" and its data model (§ B); W3C Verifiable
Credentials Data Model 2.0 (§ 4); W3C Data Integrity EdDSA (§ 3.3); W3C Bitstring Status List 1.0
(§ 2). A schema says for each key: must it be there, what may it hold.
"""

import base64
import gzip
import re

import pytest
from django.utils import timezone

from tongxin.training.badges import badge_of, status_list
from tongxin.training.models import Pass

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
MUST, MAY = True, False


def text(value):
    return isinstance(value, str) and bool(value)


def moment(value):
    return text(value) and MOMENT.fullmatch(value)


def uri(value):
    return text(value) and URI.fullmatch(value)


def one_of(*words):
    return lambda value: value in words


def naming(*types):
    """An array of types that names each of `types`."""
    return lambda value: isinstance(value, list) and set(types) <= set(value)


def begins_with(*addresses):
    return lambda value: isinstance(value, list) and value[: len(addresses)] == [*addresses]


def shaped(schema):
    return lambda value: isinstance(value, dict) and not faults(value, schema)


def faults(document, schema):
    """Return what is wrong: keys that are missing, unknown, or hold what they may not."""
    missing = [key for key, (must, _fits) in schema.items() if must and key not in document]
    unknown = [key for key in document if key not in schema]
    wrong = [key for key, value in document.items() if key in schema and not schema[key][1](value)]
    return missing + unknown + wrong


PROOF = {
    "type": (MUST, one_of("DataIntegrityProof")),
    "cryptosuite": (MUST, one_of("eddsa-rdfc-2022")),
    "created": (MAY, moment),
    "verificationMethod": (MUST, uri),
    "proofPurpose": (MUST, one_of("assertionMethod")),
    "proofValue": (MUST, lambda value: text(value) and value[0] == "z"),  # multibase: base58
}
ISSUER = {
    "id": (MUST, uri), "type": (MUST, naming("Profile")), "name": (MAY, text), "url": (MAY, uri),
}  # fmt: skip
ACHIEVEMENT = {
    "id": (MUST, uri),
    "type": (MUST, naming("Achievement")),
    "name": (MUST, text),
    "description": (MUST, text),
    "criteria": (MUST, shaped({"id": (MAY, uri), "narrative": (MAY, text)})),
}
SUBJECT = {
    "id": (MAY, uri),
    "type": (MUST, naming("AchievementSubject")),
    "achievement": (MUST, shaped(ACHIEVEMENT)),
}
ENTRY = {
    "id": (MAY, uri),
    "type": (MUST, one_of("BitstringStatusListEntry")),
    "statusPurpose": (MUST, one_of("revocation")),
    "statusListIndex": (MUST, lambda value: text(value) and value.isdecimal()),
    "statusListCredential": (MUST, uri),
}
BADGE = {
    "@context": (
        MUST,
        begins_with(
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ),
    ),
    "id": (MUST, uri),
    "type": (MUST, naming("VerifiableCredential", "OpenBadgeCredential")),
    "name": (MAY, text),
    "issuer": (MUST, shaped(ISSUER)),
    "validFrom": (MUST, moment),
    "validUntil": (MAY, moment),
    "credentialSubject": (MUST, shaped(SUBJECT)),
    "credentialStatus": (MAY, shaped(ENTRY)),
    "proof": (MUST, shaped(PROOF)),
}
LIST = {
    "@context": (MUST, begins_with("https://www.w3.org/ns/credentials/v2")),
    "id": (MUST, uri),
    "type": (MUST, naming("VerifiableCredential", "BitstringStatusListCredential")),
    "issuer": (MUST, uri),
    "validFrom": (MUST, moment),
    "credentialSubject": (
        MUST,
        shaped({
            "id": (MAY, uri),
            "type": (MUST, one_of("BitstringStatusList")),
            "statusPurpose": (MUST, one_of("revocation")),
            "encodedList": (MUST, lambda value: text(value) and value[0] == "u"),
        }),
    ),
    "proof": (MUST, shaped(PROOF)),
}  # fmt: skip


@pytest.fixture
def badge(course, resident, sit):
    sit(course, resident)
    return badge_of(Pass.objects.select_related("module").get())


def test_a_badge_has_the_shape_of_an_open_badge(badge):
    assert faults(badge, BADGE) == []
    assert badge["validFrom"] < badge["validUntil"]


@pytest.mark.parametrize("key", ["@context", "id", "type", "issuer", "validFrom",
                                 "credentialSubject", "proof"])  # fmt: skip
def test_the_schema_sees_what_is_missing(badge, key):
    badge.pop(key)
    assert faults(badge, BADGE) == [key]


def test_the_schema_sees_what_is_wrong_inside(badge):
    badge["credentialSubject"]["achievement"].pop("criteria")
    badge["issuer"]["type"] = "Profile"
    assert faults(badge, BADGE) == ["issuer", "credentialSubject"]


def test_the_key_that_signs_is_the_issuers(badge):
    method = badge["proof"]["verificationMethod"]
    assert method.partition("#")[0] == badge["issuer"]["id"]


def test_the_list_of_revoked_ones_has_its_shape(badge):
    listed = status_list(0, timezone.now())
    assert faults(listed, LIST) == []
    assert listed["id"] == badge["credentialStatus"]["statusListCredential"]
    packed = listed["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert len(bits) * 8 >= 131_072  # the least: nobody stands out
    assert int(badge["credentialStatus"]["statusListIndex"]) < len(bits) * 8
