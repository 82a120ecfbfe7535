"""Places nobody will fill go to others: without a name in time, or of who may not serve."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.rosters import actions
from tongxin.rosters.actions.shifting import BadTimes
from tongxin.volunteers.actions import leave, suspend


@pytest.fixture
def clock(db):
    return robot("clock")


@pytest.fixture
def shift(make_shift):
    return make_shift(places=2)


@pytest.fixture
def part(shift):
    return shift.post.parts.get()


def states(shift):
    return list(shift.enrolments.order_by("pk").values_list("state", flat=True))


def test_a_place_without_a_name_goes_to_the_next_at_the_deadline(
    shift, part, team, leader, hands, clock
):
    actions.hold_places(shift, part=part, team=team, heads=2, by=leader)
    actions.join(shift, by=hands[0])
    with time_machine.travel(shift.leave_by - timedelta(minutes=1), tick=False):
        assert actions.release_nameless(by=clock) == 0
    with time_machine.travel(shift.leave_by + timedelta(minutes=1), tick=False):
        assert actions.release_nameless(by=clock) == 1
        assert actions.release_nameless(by=clock) == 0
    assert states(shift) == ["lapsed", "invited"]
    assert Message.objects.to(f"person:{leader.pk}").exists()


def test_a_place_with_a_name_stays(shift, part, team, leader, crew, clock):
    held = actions.hold_places(shift, part=part, team=team, heads=1, by=leader)
    named = actions.name_place(held, person=crew[0], by=leader)
    actions.confirm(named, by=crew[0])
    with time_machine.travel(shift.leave_by + timedelta(minutes=1), tick=False):
        assert actions.release_nameless(by=clock) == 0
    assert states(shift) == ["cancelled", "joined"]


def test_places_held_after_the_deadline_have_a_time_box(shift, part, team, leader, clock):
    with time_machine.travel(shift.leave_by + timedelta(hours=1), tick=False):
        actions.hold_places(shift, part=part, team=team, heads=1, by=leader)
        assert actions.release_nameless(by=clock) == 0
    with time_machine.travel(shift.leave_by + timedelta(hours=4), tick=False):
        assert actions.release_nameless(by=clock) == 1


def test_a_shift_that_moves_takes_the_deadline_along(shift, part, team, leader, officer, clock):
    actions.hold_places(shift, part=part, team=team, heads=1, by=leader)
    later = shift.starts_at + timedelta(days=1)
    with time_machine.travel(shift.leave_by - timedelta(hours=1), tick=False):
        actions.change_shift(shift, starts_at=later, ends_at=later + timedelta(hours=2), by=officer)
    with time_machine.travel(shift.leave_by + timedelta(hours=1), tick=False):
        assert actions.release_nameless(by=clock) == 0


def test_a_helper_who_never_registered_gives_the_place_back(shift, part, steward, hands, clock):
    row = actions.add_helper(shift, part=part, name="张大伯", phone="13900000009", by=steward)
    with time_machine.travel(shift.leave_by + timedelta(minutes=1), tick=False):
        actions.release_nameless(by=clock)
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert Message.objects.to(f"enrolment:{row.pk}").count() == 2


def test_the_places_of_a_suspended_volunteer_go_to_the_next(make_shift, hands, officer, clock):
    shift = make_shift(places=1)
    for person in hands[:2]:
        actions.join(shift, by=person)
    suspend(hands[0].volunteer, reason="多次无故缺勤", by=officer)
    told = Message.objects.to(f"person:{hands[0].pk}").count()
    assert actions.release_barred(by=clock) == 1
    assert actions.release_barred(by=clock) == 0
    assert states(shift) == ["cancelled", "invited"]
    assert Message.objects.to(f"person:{hands[0].pk}").count() == told + 1
    assert Message.objects.to(f"person:{officer.pk}").count() == 1  # who keeps the shift
    assert Entry.objects.filter(verb="enrolment.given_back").count() == 1


@pytest.mark.parametrize(("days", "given_back"), [(0, 0), (1, 0), (2, 1), (3, 1), (None, 1)])
def test_only_shifts_within_the_suspension_are_given_back(
    make_post, hands, officer, clock, days, given_back
):
    post = make_post()
    noon = timezone.localtime().replace(hour=12, minute=0) + timedelta(days=2)
    shift = actions.add_shifts(post, times=[(noon, noon + timedelta(hours=2))], by=officer)[0]
    actions.join(shift, by=hands[0])
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    suspend(hands[0].volunteer, reason="多次无故缺勤", until=until, by=officer)
    assert actions.release_barred(by=clock) == given_back


def test_who_leaves_the_register_leaves_the_shifts(shift, hands, clock):
    actions.join(shift, by=hands[0])
    leave(hands[0].volunteer, by=hands[0])
    assert actions.release_barred(by=clock) == 1
    assert states(shift) == ["cancelled"]


def test_nobody_but_the_clock_gives_places_back(shift, hands, officer, stranger):
    actions.join(shift, by=hands[0])
    suspend(hands[0].volunteer, reason="多次无故缺勤", by=officer)
    with pytest.raises(NotAllowed):
        actions.release_barred(by=stranger)


def test_who_leads_is_told_of_a_place_given_back_on_the_last_day(make_shift, hands, officer):
    shift = make_shift(places=2, cancel_hours=0)
    first, second = (actions.join(shift, by=person) for person in hands[:2])
    actions.leave(first, by=hands[0])
    assert not Message.objects.to(f"person:{officer.pk}").exists()
    with time_machine.travel(shift.starts_at - timedelta(hours=3), tick=False):
        actions.leave(second, by=hands[1])
    assert Message.objects.to(f"person:{officer.pk}").count() == 1


def test_a_shift_nobody_may_stand_through_is_refused(make_post, officer):
    post, start = make_post(publish=False), timezone.now() + timedelta(days=2)
    with pytest.raises(BadTimes) as refused:
        actions.add_shifts(post, times=[(start, start + timedelta(hours=5))], by=officer)
    assert "4" in str(refused.value)
    actions.add_shifts(post, times=[(start, start + timedelta(hours=4))], by=officer)
