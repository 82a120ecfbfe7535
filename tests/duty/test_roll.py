"""The roll: the leader says who is there, also for those without a phone or an account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.duty import actions
from tongxin.duty.actions.refusals import NotVouched, TurnedAway
from tongxin.duty.models import Attendance
from tongxin.errors import NotAllowed
from tongxin.records.models import Credit
from tongxin.rosters import actions as rosters

pytestmark = pytest.mark.django_db


def test_the_leader_of_the_post_and_the_station_call_the_roll(
    clock, make_shift, hands, fit, team, leader, steward
):
    shift = make_shift(places=3, ahead=0.5, team=team)
    rows = [rosters.join(shift, by=person) for person in hands[:2]]
    fit(*hands[:2])
    assert actions.call_in(rows[0], by=leader).called_by == leader
    assert actions.call_in(rows[1], by=steward).how_in == "roll"


def test_nobody_else_calls_it(placed, hands, stranger):
    for person in (hands[0], hands[1], stranger):
        with pytest.raises(NotAllowed):
            actions.call_in(placed[0], by=person)


def test_the_roll_lets_nobody_in_against_a_gate(shift, hands, officer):
    row = rosters.join(shift, by=hands[0])
    with pytest.raises(TurnedAway):
        actions.call_in(row, by=officer)
    assert Attendance.objects.get().state == "turned_away"


def test_what_was_called_without_a_network_counts_from_then_and_is_flagged(
    placed, shift, officer, clock
):
    clock.move_to(shift.starts_at)
    called = timezone.now()
    clock.shift(timedelta(hours=1))
    row = actions.call_in(placed[0], said_at=called, client_key="k", by=officer)
    assert (row.came_at, row.flags) == (called, ["told_late"])
    assert actions.call_in(placed[0], client_key="k", by=officer).pk == row.pk
    gone = timezone.now()
    clock.shift(timedelta(minutes=30))
    assert actions.call_out(row, said_at=gone, by=officer).left_at == gone


def test_nothing_is_called_for_the_future(placed, shift, officer, clock):
    ahead = timezone.now() + timedelta(hours=2)
    row = actions.call_in(placed[0], said_at=ahead, by=officer)
    assert row.came_at == timezone.now()
    assert actions.call_out(row, said_at=ahead, by=officer).left_at == timezone.now()


def test_a_helper_without_an_account_comes_in_on_the_leaders_word(shift, officer, clock):
    part = shift.post.parts.get()
    row = rosters.add_helper(shift, part=part, name="张大伯", phone="", by=officer)
    with pytest.raises(NotVouched):
        actions.call_in(row, by=officer)
    found = actions.call_in(row, vouched=True, by=officer)
    assert (found.person, found.flags) == (None, ["helper"])
    clock.shift(timedelta(hours=3))
    actions.call_out(found, by=officer)
    assert not Credit.objects.exists()  # hours need a name in the register
