import pytest

from tongxin.people.phones import BadPhone, normalise_phone


@pytest.mark.parametrize("text", [
    "13800000001", " 138 0000 0001 ", "138-0000-0001", "+8613800000001", "+86 138 0000 0001",
    "008613800000001", "8613800000001", "１３８０００００００１", "138.0000.0001",
    "(+86)13800000001",
])  # fmt: skip
def test_a_mobile_is_one_number_however_it_is_written(text):
    assert normalise_phone(text) == "13800000001"


@pytest.mark.parametrize("text", ["0510-87654321", "0510 8765 4321", "+86 0510 87654321"])
def test_staff_may_enter_a_landline(text):
    assert normalise_phone(text, landline=True) == "051087654321"


@pytest.mark.parametrize("text", [
    "", "12345", "1380000000", "138000000011", "12800000001", "0510-87654321", "abc", "138٠٠٠٠٠٠٠١",
])  # fmt: skip
def test_what_gets_no_text_message_is_refused(text):
    with pytest.raises(BadPhone):
        normalise_phone(text)


@pytest.mark.parametrize("text", ["87654321", "051012", "12345"])
def test_a_landline_needs_its_area_code(text):
    with pytest.raises(BadPhone):
        normalise_phone(text, landline=True)
