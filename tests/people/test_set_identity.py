"""Vectors: GB 11643-1999's own sample, and the tests of python-stdnum."""

from datetime import date

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import GuardianNeeded, IdentityTaken, close_account, set_identity
from tongxin.people.identities import BadIdentity, read_identity
from tongxin.people.models import Person

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("number", [
    "11010519491231002X", "11010519491231002x", " 110105 19491231 002X", "360426199101010071",
    "44011320141005001X", "412723199010050012", "110102199101010078", "120110198012010073",
])  # fmt: skip
def test_a_right_number_passes(number):
    assert len(read_identity(number, today=TODAY).number) == 18


def test_the_birth_date_is_read():
    assert read_identity("11010519491231002X", today=TODAY).birth_date == date(1949, 12, 31)


@pytest.mark.parametrize("number", ["320283199003070010", "329999199003070018"])
def test_an_area_code_no_list_knows_is_no_reason_to_refuse(number):
    assert read_identity(number, today=TODAY).area_is_current is False


@pytest.mark.parametrize("number", [
    "440524188001010015", "320282199003070017", "110105194912310021", "1101051949123100", "abc", "",
    "11010519490231002X", "110105209912310027",
])  # fmt: skip
def test_a_wrong_number_is_refused(number):
    with pytest.raises(BadIdentity):
        read_identity(number, today=TODAY)


def test_the_number_is_sealed_and_journalled(resident):
    set_identity(resident, "11010519491231002X", by=resident)
    resident.refresh_from_db()
    assert "110105" not in resident.identity_sealed
    assert resident.identity == "11010519491231002X"
    assert resident.birth_date == date(1949, 12, 31)
    assert "110105" not in str(Entry.objects.get(verb="person.identity_set").facts)


def test_one_identity_has_one_open_account(resident, stranger):
    set_identity(resident, "11010519491231002X", by=resident)
    with pytest.raises(IdentityTaken):
        set_identity(stranger, "11010519491231002X", by=stranger)


def test_a_closed_account_frees_its_identity(resident, stranger):
    set_identity(resident, "11010519491231002X", by=resident)
    close_account(resident, by=resident)
    set_identity(stranger, "11010519491231002X", by=stranger)
    assert Person.objects.exclude(identity_index="").count() == 2


def test_the_identity_of_a_child_needs_the_guardian_first(resident):
    with pytest.raises(GuardianNeeded):
        set_identity(resident, "44011320141005001X", by=resident)


def test_a_stranger_may_not(resident, stranger):
    with pytest.raises(NotAllowed):
        set_identity(resident, "11010519491231002X", by=stranger)
