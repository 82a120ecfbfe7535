"""Sign a credential so that any verifier accepts it: Data Integrity, `eddsa-rdfc-2022`.

A signature covers what a document says, as a set of statements (RDF), not how it is written. Ours
have a fixed shape in which every node has a name of its own, so that the canonical form of RDFC-1.0
is simply the statements, sorted: no blank node has to be given a name but that of the proof.
Sources: W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2; RDF Dataset Canonicalization 1.0;
the terms are those of the contexts named in `badges.CONTEXT`.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD_DATETIME = "http://www.w3.org/2001/XMLSchema#dateTime"
XSD_URI = "https://www.w3.org/2001/XMLSchema#anyURI"  # as the context of Open Badges spells it
CREDENTIAL = "https://www.w3.org/2018/credentials#"
STATUS = "https://www.w3.org/ns/credentials/status#"
SECURITY = "https://w3id.org/security#"
BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SCHEMA = "https://schema.org/"

NODE = "@id"  # the value names another node, or is one
# What each word of our documents means: (address, datatype; None for plain text).
TERMS: dict[str, tuple[str, str | None]] = {
    "name": (SCHEMA + "name", None),
    "description": (SCHEMA + "description", None),
    "url": (SCHEMA + "url", XSD_URI),
    "issuer": (CREDENTIAL + "issuer", NODE),
    "validFrom": (CREDENTIAL + "validFrom", XSD_DATETIME),
    "validUntil": (CREDENTIAL + "validUntil", XSD_DATETIME),
    "credentialSubject": (CREDENTIAL + "credentialSubject", NODE),
    "credentialStatus": (CREDENTIAL + "credentialStatus", NODE),
    "achievement": (BADGES + "achievement", NODE),
    "criteria": (BADGES + "Criteria", NODE),
    "narrative": (BADGES + "narrative", None),
    "statusPurpose": (STATUS + "statusPurpose", None),
    "statusListIndex": (STATUS + "statusListIndex", None),
    "statusListCredential": (STATUS + "statusListCredential", NODE),
    "encodedList": (STATUS + "encodedList", SECURITY + "multibase"),
    "created": ("http://purl.org/dc/terms/created", XSD_DATETIME),
    "cryptosuite": (SECURITY + "cryptosuite", SECURITY + "cryptosuiteString"),
    "verificationMethod": (SECURITY + "verificationMethod", NODE),
    "proofPurpose": (SECURITY + "proofPurpose", NODE),
}
TYPES = {
    "VerifiableCredential": CREDENTIAL + "VerifiableCredential",
    "OpenBadgeCredential": BADGES + "OpenBadgeCredential",
    "Profile": BADGES + "Profile",
    "AchievementSubject": BADGES + "AchievementSubject",
    "Achievement": BADGES + "Achievement",
    "BitstringStatusListEntry": STATUS + "BitstringStatusListEntry",
    "BitstringStatusListCredential": STATUS + "BitstringStatusListCredential",
    "BitstringStatusList": STATUS + "BitstringStatusList",
    "DataIntegrityProof": SECURITY + "DataIntegrityProof",
}
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_KEY = bytes([0xED, 0x01])  # multicodec prefix of a public key


def signed(document: dict[str, Any], key: Ed25519PrivateKey, *, created: str) -> dict[str, Any]:
    """Return the document with its proof. `created` is a UTC time, "2020-02-01T08:00:00Z".

    The same document, key and time give the same proof, to the bit.
    """
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": method_of(key),
        "proofPurpose": "assertionMethod",
    }
    told = config | {"proofPurpose": SECURITY + "assertionMethod"}
    hashed = _digest(statements(told | {"id": "_:c14n0"})) + _digest(statements(document))
    return document | {"proof": config | {"proofValue": "z" + base58(key.sign(hashed))}}


def _digest(told: list[str]) -> bytes:
    return hashlib.sha256("".join(told).encode()).digest()


def did_of(key: Ed25519PrivateKey) -> str:
    """Return the key's own name, did:key:z6Mk…: whoever has it can check without asking us."""
    return "did:key:z" + base58(ED25519_KEY + key.public_key().public_bytes_raw())


def method_of(key: Ed25519PrivateKey) -> str:
    """Return what a proof names as the key that made it."""
    did = did_of(key)
    return f"{did}#{did.removeprefix('did:key:')}"


def statements(node: dict[str, Any]) -> list[str]:
    """Return what a document says, one statement a line, sorted (canonical N-Quads).

    Every node has an `id`; a word that is not in the tables raises `KeyError`: it would not be
    signed.
    """
    return sorted(set(_statements(node)))


def _statements(node: dict[str, Any]) -> Iterator[str]:
    about = _named(node["id"])
    kinds = node.get("type", [])
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        yield f"{about} <{RDF_TYPE}> <{TYPES[kind]}> .\n"
    for word, value in node.items():
        if word in {"id", "type", "@context"}:
            continue
        address, datatype = TERMS[word]
        yield f"{about} <{address}> {_said(value, datatype)} .\n"
        if isinstance(value, dict):
            yield from _statements(value)


def _said(value: Any, datatype: str | None) -> str:
    if datatype == NODE:
        return _named(value["id"] if isinstance(value, dict) else value)
    quoted = f'"{_escaped(value)}"'
    return f"{quoted}^^<{datatype}>" if datatype else quoted


def _named(name: str) -> str:
    return name if name.startswith("_:") else f"<{name}>"


def _escaped(text: str) -> str:
    for mark, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(mark, written)
    return text


def base58(raw: bytes) -> str:
    """Return bytes in the alphabet of Bitcoin: no 0, O, I, l."""
    number, out = int.from_bytes(raw), ""
    while number:
        number, rest = divmod(number, 58)
        out = ALPHABET[rest] + out
    return ALPHABET[0] * (len(raw) - len(raw.lstrip(b"\0"))) + out
