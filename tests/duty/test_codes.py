"""The code: what a door shows in its window, and nowhere else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.duty.codes import (
    SKEW,
    CodeOfAnother,
    Ticket,
    WrongCode,
    codes_of,
    digits_of,
    door_of,
    must_be_ours,
    opens,
    read_ticket,
    shown,
    window_of,
)
from tongxin.duty.distance import metres_between

moments = st.integers(1_577_836_800, 2_051_222_400).map(  # 2020 to 2035
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
doors = st.builds("{}{}".format, st.sampled_from("sp"), st.integers(1, 10**9))


@given(doors, moments, st.integers(20, 180), st.integers(-5, 5))
def test_what_a_door_shows_opens_it_in_its_window_and_the_two_beside(door, at, seconds, away):
    digits = digits_of(door, window_of(at, seconds) + away)
    near = {digits_of(door, window_of(at, seconds) + step) for step in range(-SKEW, SKEW + 1)}
    assert len(digits) == 6
    assert opens(door, digits, at, seconds) == (abs(away) <= SKEW or digits in near)


@given(doors, moments, st.integers(20, 180))
def test_the_seconds_left_are_those_until_the_code_changes(door, at, seconds):
    digits, left = shown(door, at, seconds)
    assert 0 < left <= seconds
    assert shown(door, at + timedelta(seconds=left - 1), seconds)[0] == digits


def test_doors_do_not_open_each_other():
    shared = [digits_of("s1", n) == digits_of("s2", n) for n in range(2000)]
    assert sum(shared) <= 2  # one in a million, and no more


@pytest.mark.django_db
def test_the_codes_a_phone_carries_are_those_the_door_shows_all_through_the_shift(shift):
    seconds, before = 60, timedelta(minutes=60)
    first, codes = codes_of(shift, seconds, before)
    at = shift.starts_at - before
    while at <= shift.ends_at:
        assert codes[window_of(at, seconds) - first] == shown(door_of(shift), at, seconds)[0]
        at += timedelta(minutes=7)


def test_a_ticket_is_of_one_account_one_phone_and_our_own():
    ticket = read_ticket(Ticket(1, 2, "a").signed())
    must_be_ours(ticket, enrolment=1, person=2, device="a")
    for other in ({"enrolment": 3}, {"person": 3}, {"device": "b"}):
        with pytest.raises(CodeOfAnother):
            must_be_ours(ticket, **{"enrolment": 1, "person": 2, "device": "a"} | other)
    with pytest.raises(WrongCode):
        read_ticket(Ticket(1, 2, "a").signed()[:-1] + "x")


def test_a_kilometre_is_a_kilometre():
    assert metres_between((31.26, 119.85), (31.26, 119.85)) == 0
    assert 1100 < metres_between((31.27, 119.85), (31.26, 119.85)) < 1120
    assert 940 < metres_between((31.26, 119.86), (31.26, 119.85)) < 960
