import pytest

from tongxin.vault.sealing import (
    Broken,
    blind_index,
    mask_identity,
    mask_name,
    mask_phone,
    seal,
    unseal,
)

OTHER = {"2": b"2" * 32}


def test_what_is_sealed_opens_for_its_row_only():
    token = seal("13800000001", row="people.person.phone:1")
    assert unseal(token, row="people.person.phone:1") == "13800000001"
    with pytest.raises(Broken):
        unseal(token, row="people.person.phone:2")


def test_the_same_text_never_seals_to_the_same_token():
    assert seal("x", row="r") != seal("x", row="r")


@pytest.mark.parametrize("token", ["1:", "1:AAAA", "9:AAAA", "rubbish", "1:!!!!"])
def test_a_broken_token_is_broken(token):
    with pytest.raises(Broken):
        unseal(token, row="r")


def test_nothing_seals_to_nothing():
    assert (seal("", row="r"), unseal("", row="r"), blind_index("", kind="k")) == ("", "", "")


def test_a_new_key_seals_and_the_old_still_opens(settings):
    token, index = seal("x", row="r"), blind_index("x", kind="phone")
    settings.VAULT_KEYS = OTHER | settings.VAULT_KEYS
    assert seal("x", row="r").startswith("2:")
    assert unseal(token, row="r") == "x"
    assert blind_index("x", kind="phone") == index


def test_without_its_key_a_token_stays_shut(settings):
    token = seal("x", row="r")
    settings.VAULT_KEYS = OTHER
    with pytest.raises(Broken):
        unseal(token, row="r")


def test_an_index_differs_by_kind():
    assert blind_index("1", kind="phone") != blind_index("1", kind="identity")
    assert len(blind_index("1", kind="phone")) == 32


@pytest.mark.parametrize(("mask", "text", "shown"), [
    (mask_name, "陈小明", "陈**"), (mask_name, "陈", "陈*"), (mask_name, "", ""),
    (mask_phone, "13812345678", "138****5678"), (mask_phone, "123", "***"), (mask_phone, "", ""),
    (mask_identity, "11010519491231002X", "1101**********002X"), (mask_identity, "", ""),
])  # fmt: skip
def test_masks_show_little(mask, text, shown):
    assert mask(text) == shown
