"""Open Badges 3.0: signed so that an outside verifier accepts them, and dead when revoked.

Checked by hand with Digital Bazaar's verifier (npm: @digitalbazaar/vc with eddsa-rdfc-2022 and
vc-bitstring-status-list); here the same steps are taken with the public key alone.
"""

import base64
import gzip
import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils import timezone

from tongxin.training.actions import revoke_pass
from tongxin.training.badges import badge_of, status_list
from tongxin.training.models import Pass
from tongxin.training.signing import ALPHABET, base58, did_of, signed, statements

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def from_base58(text):
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8)


def verify(document):
    """Check a proof as RFC and recommendation say, from the document alone."""
    proof = dict(document["proof"])
    value = proof.pop("proofValue")
    did, _, fragment = proof["verificationMethod"].partition("#")
    assert did == f"did:key:{fragment}"
    raw = from_base58(fragment[1:])
    assert raw[:2] == b"\xed\x01"
    told = {"id": "_:c14n0"} | proof
    told["proofPurpose"] = "https://w3id.org/security#assertionMethod"
    body = {key: part for key, part in document.items() if key != "proof"}
    hashes = [hashlib.sha256("".join(statements(one)).encode()).digest() for one in (told, body)]
    public = Ed25519PublicKey.from_public_bytes(raw[2:])
    public.verify(from_base58(value[1:]).rjust(64, b"\0"), b"".join(hashes))


def bits_of(credential):
    packed = credential["credentialSubject"]["encodedList"]
    return gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))


def is_set(bits, index):
    return bool(bits[index // 8] & 0x80 >> index % 8)


@pytest.fixture
def earned(course, resident, sit):
    sit(course, resident)
    return Pass.objects.select_related("module").get()


def test_a_badge_verifies_by_the_issuers_key(earned):
    verify(badge_of(earned))


@pytest.mark.parametrize("word", ["name", "validFrom", "id"])
def test_a_badge_that_was_touched_does_not(earned, word):
    badge = badge_of(earned)
    badge[word] = badge[word].replace("2", "3").replace("卡", "关").replace("http", "hxxp")
    with pytest.raises(InvalidSignature):
        verify(badge)


def test_a_badge_is_the_same_each_time_and_names_nobody(earned, resident):
    assert badge_of(earned) == badge_of(earned)
    assert resident.name not in str(badge_of(earned))


def test_the_public_address_gives_the_badge_until_it_is_revoked(client, earned, officer):
    address = f"/certificates/{earned.code}/badge.json"
    given = client.get(address)
    assert given["Content-Type"].startswith("application/ld+json")
    verify(given.json())
    revoke_pass(earned, reason="代考", by=officer)
    assert client.get(address).status_code == 410


def test_a_copy_dies_too(client, earned, officer):
    entry = badge_of(earned)["credentialStatus"]
    index = int(entry["statusListIndex"])
    path = "/badges/" + entry["statusListCredential"].split("/badges/")[1]
    before = client.get(path).json()
    verify(before)
    assert len(bits_of(before)) == 16_384
    assert not is_set(bits_of(before), index)
    revoke_pass(earned, reason="代考", by=officer)
    assert is_set(bits_of(client.get(path).json()), index)


def test_only_the_revoked_are_in_the_list(make_course, resident, stranger, sit, officer, director):
    course = make_course()
    for person in (resident, stranger):
        sit(course, person)
    first, second = Pass.objects.order_by("pk")
    revoke_pass(second, reason="代考", by=director)
    bits = bits_of(status_list(0, timezone.now()))
    assert (is_set(bits, first.pk), is_set(bits, second.pk)) == (False, True)
    assert sum(byte.bit_count() for byte in bits) == 1


def test_a_list_that_is_not_there_is_404(client, city):
    assert client.get("/badges/status/7").status_code == 404


def test_the_issuer_says_who_it_is(client, city):
    assert client.get("/badges/issuer").json()["id"].startswith("did:key:z6Mk")


def test_base58_is_bitcoins():
    assert base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58(b"\0\0\x28\x7f\xb4\xcd") == "11233QC4"


def test_the_same_key_time_and_words_give_the_same_proof():
    document = {"@context": [], "id": "urn:x", "type": "Achievement", "name": '一"二\\三\n四'}
    one = signed(document, KEY, created="2020-02-01T08:00:00Z")
    assert one == signed(document, KEY, created="2020-02-01T08:00:00Z")
    assert did_of(KEY).startswith("did:key:z6Mk")
    said = '<urn:x> <https://schema.org/name> "一\\"二\\\\三\\n四" .\n'
    assert said in statements(document)


def test_what_is_not_in_the_tables_is_never_signed():
    with pytest.raises(KeyError):
        statements({"id": "urn:x", "surname": "王"})
