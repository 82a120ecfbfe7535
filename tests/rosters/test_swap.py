"""Offer a place, take it: the same gates on both sides."""

from datetime import timedelta

import pytest
import time_machine

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.rosters import actions
from tongxin.rosters.actions.enrolling import NotCleared
from tongxin.rosters.actions.swapping import NotYours, SwapOver
from tongxin.rosters.models import Enrolment
from tongxin.training.models import Pass


@pytest.fixture
def shifts(make_shift, officer):
    """Two shifts of one post, a day apart."""
    first = make_shift(places=1)
    start = first.starts_at + timedelta(days=1)
    second = actions.add_shifts(
        first.post, times=[(start, start + timedelta(hours=3))], by=officer
    )[0]
    return first, second


def holders(shift):
    return list(shift.enrolments.filter(state="joined").values_list("person__username", flat=True))


def test_a_place_given_away_changes_hands(shifts, hands):
    row = actions.join(shifts[0], by=hands[0])
    swap = actions.offer_place(row, by=hands[0])
    assert actions.take_place(swap, by=hands[1]).state == "done"
    assert holders(shifts[0]) == ["hand-1"]
    assert Entry.objects.filter(verb="swap.done").count() == 1


def test_two_places_swapped(shifts, hands):
    mine = actions.join(shifts[0], by=hands[0])
    yours = actions.join(shifts[1], by=hands[1])
    swap = actions.offer_place(mine, wanted=yours, by=hands[0])
    with pytest.raises(NotAllowed):
        actions.take_place(swap, by=hands[2])
    actions.take_place(swap, by=hands[1])
    assert (holders(shifts[0]), holders(shifts[1])) == (["hand-1"], ["hand-0"])


def test_the_untrained_take_no_place(shifts, hands, make_volunteer):
    swap = actions.offer_place(actions.join(shifts[0], by=hands[0]), by=hands[0])
    with pytest.raises(NotCleared):
        actions.take_place(swap, by=make_volunteer("new", passed=False))
    assert holders(shifts[0]) == ["hand-0"]


def test_the_giver_passes_the_gates_of_what_they_get(shifts, hands):
    mine = actions.join(shifts[0], by=hands[0])
    yours = actions.join(shifts[1], by=hands[1])
    swap = actions.offer_place(mine, wanted=yours, by=hands[0])
    Pass.objects.filter(person=hands[0]).delete()
    with pytest.raises(NotCleared):
        actions.take_place(swap, by=hands[1])


def test_one_offers_ones_own_place_only(shifts, hands, stranger):
    row = actions.join(shifts[0], by=hands[0])
    with pytest.raises(NotYours):
        actions.offer_place(row, by=stranger)


def test_a_place_is_offered_once_and_can_be_kept(shifts, hands):
    row = actions.join(shifts[0], by=hands[0])
    swap = actions.offer_place(row, by=hands[0])
    with pytest.raises(SwapOver):
        actions.offer_place(row, by=hands[0])
    assert actions.withdraw_swap(swap, by=hands[0]).state == "withdrawn"
    with pytest.raises(SwapOver):
        actions.take_place(swap, by=hands[1])


def test_a_stranger_ends_nobodys_offer(shifts, hands, stranger):
    swap = actions.offer_place(actions.join(shifts[0], by=hands[0]), by=hands[0])
    with pytest.raises(NotAllowed):
        actions.withdraw_swap(swap, by=stranger)


def test_an_offer_ends_with_its_shift(shifts, hands):
    swap = actions.offer_place(actions.join(shifts[0], by=hands[0]), by=hands[0])
    with time_machine.travel(shifts[0].starts_at + timedelta(minutes=1), tick=False):
        with pytest.raises(SwapOver):
            actions.take_place(swap, by=hands[1])
        assert actions.lapse_swaps(by=robot("clock")) == 1
        assert actions.lapse_swaps(by=robot("clock")) == 0


def test_where_people_are_chosen_the_desk_is_told_and_approves_the_swap(
    client, make_shift, hands, officer, stranger
):
    shift = make_shift(places=1, flow="approval")
    row = actions.approve(actions.join(shift, by=hands[0]), by=officer)
    swap = actions.take_place(actions.offer_place(row, by=hands[0]), by=hands[1])
    assert swap.state == "taken"
    assert holders(shift) == ["hand-0"]
    assert Message.objects.to(f"person:{officer.pk}").filter(subject__contains="换班").exists()
    client.force_login(officer)
    assert f'"/swaps/{swap.pk}"' in client.get(f"/desk/shifts/{shift.pk}").content.decode()
    with pytest.raises(NotAllowed):
        actions.settle_swap(swap, by=stranger)
    actions.settle_swap(swap, by=officer)
    assert holders(shift) == ["hand-1"]
    assert Enrolment.objects.holding().count() == 1
