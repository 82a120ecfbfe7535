"""An outside verifier of Open Badges: it shares no line with the code that signs.

What the words of a document mean it reads in `meanings`, taken down from the standards' contexts;
everything else it asks for over HTTP, by the addresses in the badge.
Sources: JSON-LD 1.1 API (§ 5.1, as far as our documents go: every node has a name); W3C Data
Integrity EdDSA Cryptosuites 1.0 (§ 3.2); W3C Bitstring Status List 1.0 (§ 3.2); Open Badges 3.0
(§ 8, verification).
"""

import base64
import gzip
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.training.meanings import WORDS

KIND = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class NotAccepted(Exception):
    """The verifier does not believe the badge."""


def check(badge, fetch):
    """Return "valid" or "revoked"; `fetch(url)` gives JSON. Raises `NotAccepted`."""
    profile = fetch(badge["issuer"]["url"])
    if profile["id"] != badge["issuer"]["id"]:
        raise NotAccepted("the address of the issuer speaks of another")
    _check_proof(badge, profile)
    entry = badge["credentialStatus"]
    listed = fetch(entry["statusListCredential"])
    if listed["issuer"] != profile["id"] or listed["id"] != entry["statusListCredential"]:
        raise NotAccepted("the list is another issuer's")
    _check_proof(listed, profile)
    subject = listed["credentialSubject"]
    if subject["statusPurpose"] != entry["statusPurpose"]:
        raise NotAccepted("the list is about something else")
    packed = subject["encodedList"].removeprefix("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    place = int(entry["statusListIndex"])
    return "revoked" if bits[place // 8] >> (7 - place % 8) & 1 else "valid"


def _check_proof(document, profile):
    proof = {"@context": document["@context"]} | document["proof"]
    value = _from_base58(proof.pop("proofValue"))
    if proof["verificationMethod"] not in profile["assertionMethod"]:
        raise NotAccepted("the issuer does not sign with this key")
    keys = {one["id"]: one["publicKeyMultibase"] for one in profile["verificationMethod"]}
    key = _from_base58(keys[proof["verificationMethod"]])
    body = {word: said for word, said in document.items() if word != "proof"}
    told = _hash(proof | {"id": "_:c14n0"}) + _hash(body)
    try:
        Ed25519PublicKey.from_public_bytes(key[2:]).verify(value.rjust(64, b"\0"), told)
    except InvalidSignature:
        raise NotAccepted("the signature is of something else") from None


def _from_base58(text):
    number = 0
    for letter in text.removeprefix("z"):
        number = number * 58 + LETTERS.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8)


def _hash(document):
    return hashlib.sha256("".join(quads(document)).encode()).digest()


def quads(document):
    """Return the canonical N-Quads of a document in which every node has a name."""
    return sorted(set(_node(document, _entered({}, document["@context"]))))


def _entered(context, more):
    """Return a context with another one, or several, laid upon it."""
    for one in more if isinstance(more, list) else [more]:
        context = context | (WORDS[one] if isinstance(one, str) else one)
    return context


def _node(node, outside):
    """Yield what a node says. The context of a type holds inside the node, not inside its parts."""
    kinds = node.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    context = outside
    for kind in sorted(kinds):
        if isinstance(outside[kind], dict) and "@context" in outside[kind]:
            context = _entered(context, outside[kind]["@context"])
        yield f"{_name(node['id'])} <{KIND}> <{_address(kind, outside)}> .\n"
    for word in node.keys() - {"@context", "id", "type"}:
        if word not in context:
            raise NotAccepted(f"{word} has no meaning here, so nobody signed it")
        yield from _said(node, word, context, outside)


def _said(node, word, context, outside):
    meaning = context[word] if isinstance(context[word], dict) else {"@id": context[word]}
    about = f"{_name(node['id'])} <{_address(word, context)}>"
    inner, kind = meaning.get("@context", {}), meaning.get("@type")
    for value in node[word] if isinstance(node[word], list) else [node[word]]:
        if isinstance(value, dict):
            yield f"{about} {_name(value['id'])} .\n"
            yield from _node(value, _entered(outside, inner))
        elif kind == "@id":
            yield f"{about} {_name(value)} .\n"
        elif kind == "@vocab":
            yield f"{about} <{_address(value, _entered(context, inner))}> .\n"
        else:
            typed = f"^^<{_address(kind, context)}>" if kind else ""
            yield f"{about} {json.dumps(value, ensure_ascii=False)}{typed} .\n"


def _name(name):
    return name if name.startswith("_:") else f"<{name}>"


def _address(word, context):
    """Return the full address a word of the document stands for."""
    if (meaning := context.get(word)) is not None:
        return _address(meaning["@id"] if isinstance(meaning, dict) else meaning, context)
    prefix, _, rest = word.partition(":")
    return _address(prefix, context) + rest if prefix in context else word
