"""Join, wait, confirm, leave: capacity, order of time, and the gates of clearance (rules 23–28)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.rosters import actions
from tongxin.rosters.actions.answering import TooLateToLeave
from tongxin.rosters.actions.enrolling import AlreadyIn, NotAVolunteer, NotCleared, NotJoinable
from tongxin.rosters.models import Enrolment


def states():
    return list(Enrolment.objects.order_by("asked_at", "pk").values_list("state", flat=True))


def test_places_first_then_a_waiting_list_in_order_of_time(make_shift, hands):
    shift = make_shift(places=2)
    for person in hands:
        actions.join(shift, by=person)
    assert states() == ["joined", "joined", "waiting", "waiting"]
    assert Entry.objects.filter(verb="enrolment.made").count() == 4
    assert Message.objects.count() >= 4


def test_a_sign_up_asks_no_more_than_it_must(make_shift, hands, django_assert_max_num_queries):
    shift = make_shift(places=1)
    with django_assert_max_num_queries(36):
        actions.join(shift, by=hands[0])
    with django_assert_max_num_queries(36):
        actions.join(shift, by=hands[1])


def test_nobody_untrained_stands_anywhere(make_shift, make_volunteer):
    with pytest.raises(NotCleared) as refused:
        actions.join(make_shift(), by=make_volunteer("new", passed=False))
    assert refused.value.refusals[0].sentence
    assert states() == []


def test_a_clash_is_named(make_shift, hands, officer):
    shift = make_shift(places=2)
    start = shift.starts_at + timedelta(hours=1)
    post = actions.copy_post(shift.post, by=officer)
    post.title, post.state, post.notice = "另一岗", "open", shift.post.notice
    post.save()
    other = actions.add_shifts(post, times=[(start, start + timedelta(hours=3))], by=officer)[0]
    actions.join(shift, by=hands[0])
    with pytest.raises(NotCleared) as refused:
        actions.join(other, by=hands[0])
    assert "村口引导员" in str(refused.value)


def test_a_minor_is_kindly_refused_a_risky_post(make_shift, make_volunteer):
    today = timezone.localdate()
    young = make_volunteer("young", born=today.replace(year=today.year - 16, day=1))
    with pytest.raises(NotCleared):
        actions.join(make_shift(is_risky=True), by=young)


def test_a_freed_place_goes_to_the_head_who_confirms_in_time(make_shift, hands):
    shift = make_shift(places=1)
    rows = [actions.join(shift, by=person) for person in hands[:3]]
    actions.leave(rows[0], by=hands[0])
    assert states() == ["cancelled", "invited", "waiting"]
    assert actions.confirm(rows[1], by=hands[1]).state == "joined"


def test_an_unconfirmed_place_goes_to_the_next(make_shift, hands):
    shift = make_shift(places=1)
    rows = [actions.join(shift, by=person) for person in hands[:3]]
    actions.leave(rows[0], by=hands[0])
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert actions.lapse_due(by=robot("clock")) == 1
        assert actions.lapse_due(by=robot("clock")) == 0
        with pytest.raises(TooLateToLeave):
            actions.confirm(rows[1], by=hands[1])
    assert states() == ["cancelled", "lapsed", "invited"]


def test_declining_asks_the_next(make_shift, hands):
    shift = make_shift(places=1)
    rows = [actions.join(shift, by=person) for person in hands[:3]]
    actions.leave(rows[0], by=hands[0])
    actions.decline(rows[1], by=hands[1])
    assert states() == ["cancelled", "declined", "invited"]


def test_who_waits_at_the_start_is_told(make_shift, hands):
    shift = make_shift(places=1)
    for person in hands[:2]:
        actions.join(shift, by=person)
    with time_machine.travel(shift.starts_at + timedelta(minutes=1), tick=False):
        actions.lapse_due(by=robot("clock"))
    assert states() == ["joined", "lapsed"]


def test_one_person_stands_once_in_a_shift(make_shift, hands):
    shift = make_shift()
    actions.join(shift, by=hands[0])
    with pytest.raises((AlreadyIn, NotCleared)):
        actions.join(shift, by=hands[0])
    assert Enrolment.objects.count() == 1


def test_a_form_sent_twice_is_one_enrolment(make_shift, hands):
    shift = make_shift()
    first = actions.join(shift, by=hands[0], client_key="k")
    assert actions.join(shift, by=hands[0], client_key="k") == first


def test_who_is_not_in_the_register_is_asked_to_register(make_shift, stranger):
    with pytest.raises(NotAVolunteer):
        actions.join(make_shift(), by=stranger)


def test_the_desk_enters_somebody_on_the_phone_and_a_stranger_does_not(
    make_shift, hands, steward, stranger
):
    shift = make_shift()
    assert actions.join(shift, person=hands[0], by=steward).recorder == steward
    with pytest.raises(NotAllowed):
        actions.join(shift, person=hands[1], by=stranger)


def test_after_the_deadline_only_the_desk_lets_go(make_shift, hands, officer):
    shift = make_shift()
    row = actions.join(shift, by=hands[0])
    with time_machine.travel(shift.leave_by + timedelta(minutes=1), tick=False):
        with pytest.raises(TooLateToLeave):
            actions.leave(row, by=hands[0])
        assert actions.leave(row, by=officer).state == "cancelled"


def test_a_stranger_touches_nobodys_place(make_shift, hands, stranger):
    row = actions.join(make_shift(), by=hands[0])
    for action in (actions.leave, actions.confirm, actions.decline):
        with pytest.raises(NotAllowed):
            action(row, by=stranger)


def test_where_people_are_chosen_one_waits_for_the_desk(make_shift, hands, officer, stranger):
    shift = make_shift(places=1, flow="approval")
    rows = [actions.join(shift, by=person) for person in hands[:3]]
    assert states() == ["asked", "asked", "asked"]
    with pytest.raises(NotAllowed):
        actions.approve(rows[0], by=stranger)
    actions.approve(rows[0], by=officer)
    actions.approve(rows[1], by=officer)
    actions.refuse(rows[2], reason="这次人够了", by=officer)
    assert states() == ["joined", "waiting", "refused"]


def test_by_invitation_means_by_invitation(make_shift, hands, officer):
    shift = make_shift(places=1, flow="invitation")
    with pytest.raises(NotJoinable):
        actions.join(shift, by=hands[0])
    part = shift.post.parts.get()
    invited, _refused = actions.invite(shift, people=hands[:2], part=part, by=officer)
    assert [row.person for row in invited] == [hands[0]]  # there is one place
    assert actions.confirm(invited[0], by=hands[0]).state == "joined"


def test_nobody_is_invited_against_a_gate(make_shift, make_volunteer, officer):
    shift, new = make_shift(), make_volunteer("new", passed=False)
    invited, refused = actions.invite(shift, people=[new], part=shift.post.parts.get(), by=officer)
    assert invited == []
    assert refused[0][0] == new
    assert refused[0][1]


def test_a_shift_called_off_tells_everybody(make_shift, hands, officer):
    shift = make_shift(places=1)
    for person in hands[:2]:
        actions.join(shift, by=person)
    actions.cancel_shift(shift, reason="下雪", by=officer)
    assert states() == ["cancelled", "cancelled"]
    assert Message.objects.filter(body="下雪").count() == 2
    with pytest.raises(NotJoinable):
        actions.join(shift, by=hands[2])


def test_a_moved_shift_tells_everybody_and_reminds_anew(make_shift, hands, officer):
    shift = make_shift()
    row = actions.join(shift, by=hands[0])
    Enrolment.objects.filter(pk=row.pk).update(reminded_at=timezone.now())
    later = shift.starts_at + timedelta(days=1)
    changed = actions.change_shift(
        shift, starts_at=later, ends_at=later + timedelta(hours=2), by=officer
    )
    row.refresh_from_db()
    assert (changed.sequence, row.reminded_at) == (1, None)
    assert Message.objects.to(f"person:{hands[0].pk}").count() == 2


def test_reminders_go_out_a_day_and_two_hours_before_once(make_shift, hands):
    shift = make_shift()
    actions.join(shift, by=hands[0])
    for hours, said in ((47, 0), (23, 1), (23, 0), (1, 1), (1, 0)):
        with time_machine.travel(shift.starts_at - timedelta(hours=hours), tick=False):
            assert actions.remind_due(by=robot("clock")) == said


def test_many_are_reminded_a_few_at_a_time_each_once(make_shift, hands, monkeypatch):
    monkeypatch.setattr("tongxin.rosters.actions.reminding.AT_ONCE", 2)
    shift = make_shift(len(hands))
    for person in hands:
        actions.join(shift, by=person)
    with time_machine.travel(shift.starts_at - timedelta(hours=23), tick=False):
        assert actions.remind_due(by=robot("clock")) == len(hands) > 2
        assert actions.remind_due(by=robot("clock")) == 0
    assert not Enrolment.objects.filter(shift=shift, reminded_at=None).exists()
