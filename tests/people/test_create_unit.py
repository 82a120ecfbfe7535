"""Vectors: GB 32100-2015, by the tests of python-stdnum."""

import pytest

from tongxin.errors import NotAllowed
from tongxin.people.actions import UnitExists, create_unit, retire_unit
from tongxin.people.identities import BadCreditCode


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110000600037341L", "9111 0000600037341l"]
)
def test_a_right_credit_code_passes(city, director, code):
    assert (
        create_unit(name="某公司", at=city, code=code, by=director).code
        == code.replace(" ", "").upper()
    )


@pytest.mark.parametrize("code", ["91350100M000100Y4A", "9131000077026888XK", "123"])
def test_a_wrong_credit_code_is_refused(city, director, code):
    with pytest.raises(BadCreditCode):
        create_unit(name="某公司", at=city, code=code, by=director)


def test_a_unit_is_entered_once(city, director):
    create_unit(name="某公司", at=city, code="91110000600037341L", by=director)
    with pytest.raises(UnitExists):
        create_unit(name="又一家", at=city, code="91110000600037341L", by=director)


def test_units_without_a_code_may_be_many(city, director):
    create_unit(name="甲社", at=city, by=director)
    assert create_unit(name="乙社", at=city, by=director).code == ""


def test_an_officer_of_a_town_may_not(city, officer):
    with pytest.raises(NotAllowed):
        create_unit(name="某公司", at=city, by=officer)


def test_retiring_twice_is_retiring_once(city, director):
    unit = create_unit(name="某公司", at=city, by=director)
    first = retire_unit(unit, by=director).retired_at
    assert retire_unit(unit, by=director).retired_at == first
