"""An outside verifier believes our badges, over HTTP, and stops when they are revoked."""

import copy
import json
from urllib.request import urlopen

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.training.verifier import NotAccepted, check, quads
from tongxin.training.actions import revoke_pass
from tongxin.training.badges import badge_of, issuer_document
from tongxin.training.models import Pass
from tongxin.training.signing import did_of, signed, statements

pytestmark = pytest.mark.django_db(transaction=True)


def fetch(url):
    with urlopen(url, timeout=20) as answer:
        return json.load(answer)


@pytest.fixture
def badge(course, resident, sit, live_server, settings):
    """A badge as its holder downloads it."""
    settings.PUBLIC_URL = live_server.url
    sit(course, resident)
    return fetch(f"{live_server.url}/certificates/{Pass.objects.get().code}/badge.json")


def test_a_badge_is_believed_and_dies_when_it_is_revoked(badge, officer):
    assert check(badge, fetch) == "valid"
    revoke_pass(Pass.objects.get(), reason="代考", by=officer)
    assert check(badge, fetch) == "revoked"


def test_every_word_of_it_is_signed(badge):
    """Whatever is changed, however deep, the verifier does not believe it any more."""
    for path in leaves(badge):
        if path[0] == "proof" or path[-1] == "@context" or "@context" in path:
            continue
        touched = copy.deepcopy(badge)
        node = touched
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = other(node[path[-1]])
        with pytest.raises((NotAccepted, OSError)):
            check(touched, fetch)


def leaves(node, path=()):
    parts = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in parts:
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def other(text):
    """The same text with its last sign changed; of a type: another type of the standard."""
    if text.isalpha() and text.isascii() and text[0].isupper():
        return "Profile" if text != "Profile" else "Achievement"
    return text[:-1] + ("7" if text[-1] != "7" else "8")


def test_another_key_in_the_citys_name_is_not_believed(badge):
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    forged = {word: said for word, said in badge.items() if word != "proof"}
    with pytest.raises(NotAccepted):
        check(signed(forged, key, created="2020-02-01T08:00:00Z"), fetch)
    forged["issuer"] = badge["issuer"] | {"id": did_of(key)}
    with pytest.raises(NotAccepted):
        check(signed(forged, key, created="2020-02-01T08:00:00Z"), fetch)


def test_our_words_mean_what_the_standards_say(badge):
    body = {word: said for word, said in badge.items() if word != "proof"}
    assert statements(body) == quads(body)


def test_the_issuers_key_is_named_as_the_one_that_signs(badge):
    told = issuer_document()
    assert told["assertionMethod"] == [badge["proof"]["verificationMethod"]]
    assert badge_of(Pass.objects.select_related("module").get()) == badge
