"""What other apps ask of the door: whom it expects, what it holds of a person, two who are one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.duty import actions
from tongxin.duty.actions.handing import NothingToTake
from tongxin.duty.actions.merging import take_over
from tongxin.duty.actions.refusals import BadTimes
from tongxin.duty.models import Absence, Attendance, Handover
from tongxin.duty.takeaway import absences_of, duties_of, facts_for_desk, today_of
from tongxin.duty.times import times_in_force, usual_times
from tongxin.duty.tries import TooManyTries
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import export_person, robot
from tongxin.protection import rota
from tongxin.records.models import Credit
from tongxin.rosters import actions as rosters

pytestmark = pytest.mark.django_db


def test_protection_is_told_who_is_expected_on_a_day(placed, shift, hands, village, other_village):
    day = timezone.localdate()
    found = rota.turns(rota.Asked(day, day, paths=[village.path]))
    assert [turn.person for turn in found] == sorted(person.pk for person in hands[:2])
    assert found[0].occasion.key == f"shift:{shift.pk}"
    assert not rota.turns(rota.Asked(day, day, paths=[other_village.path]))
    assert len(rota.turns(rota.Asked(day, day, people=[hands[0].pk]))) == 1
    tomorrow = day + timedelta(days=1)
    assert not rota.turns(rota.Asked(tomorrow, tomorrow))


def test_what_the_door_holds_is_the_persons_to_take(placed, shift, hands, digits, clock):
    assert "村口引导员" in today_of(hands[0])
    actions.check_in(placed[0], code=digits(shift), by=hands[0])
    clock.move_to(shift.starts_at + timedelta(minutes=31))
    actions.record_absences(by=robot("clock"))
    assert duties_of(hands[0])[0]["how"] == "code"
    assert absences_of(hands[1])[0]["state"] == "counted"
    assert {"duties", "absences"} <= set(export_person(hands[0], by=hands[0]))
    assert [text for _label, text in facts_for_desk(hands[0])] == ["1", "0"]


def test_two_who_are_one_are_on_duty_in_one_place(placed, hands, officer, director, make_post):
    for row in placed:
        actions.call_in(row, by=officer)
    take_over(hands[0], hands[1], director)
    assert Attendance.objects.here().filter(person=hands[0]).count() == 1
    assert Attendance.objects.filter(person=hands[0]).count() == 2
    assert not Attendance.objects.filter(person=hands[1]).exists()
    assert Entry.objects.get(verb="attendance.taken_over").facts == {"moved": 1}


def test_the_times_are_the_citys_within_bounds(director, officer):
    usual = usual_times()
    with pytest.raises(NotAllowed):
        actions.set_times(usual, by=officer)
    from dataclasses import replace

    for wrong in (
        replace(usual, code_seconds=5), replace(usual, device_people=0),
        replace(usual, late_minutes=60, absent_minutes=30),
    ):  # fmt: skip
        with pytest.raises(BadTimes):
            actions.set_times(wrong, by=director)
    actions.set_times(replace(usual, code_seconds=30), by=director)
    assert times_in_force().code_seconds == 30
    assert Entry.objects.get(verb="door_times.set").facts["before"]["code_seconds"] == 60


def test_a_code_of_other_seconds_is_another_code(placed, shift, hands, director, digits):
    from dataclasses import replace

    from tongxin.duty.codes import WrongCode

    old = digits(shift)
    actions.set_times(replace(usual_times(), code_seconds=30), by=director)
    with pytest.raises(WrongCode):
        actions.check_in(placed[0], code=old, by=hands[0])


def test_a_handover_is_taken_by_another_and_once(placed, shift, steward, officer, stranger):
    with pytest.raises(NotAllowed):
        actions.write_handover(shift, words="x", by=stranger)
    row = actions.write_handover(shift, words="钥匙在门卫。", by=steward)
    with pytest.raises(NothingToTake):
        actions.take_handover(row, by=steward)
    with pytest.raises(NotAllowed):
        actions.take_handover(row, by=stranger)
    assert actions.take_handover(row, by=officer).taken_by == officer
    assert actions.take_handover(row, by=officer).taken_by == officer
    with pytest.raises(NothingToTake):
        actions.write_handover(shift, words="晚了", by=steward)
    assert Handover.objects.count() == 1


def test_who_is_on_duty_writes_the_handover_too(placed, shift, hands, digits):
    actions.check_in(placed[0], code=digits(shift), by=hands[0])
    assert actions.write_handover(shift, words="缺口罩", by=hands[0]).by == hands[0]


def test_a_screen_does_nothing_without_its_power_and_numbers_are_not_guessed(
    placed, village, steward, officer, other_village
):
    from tongxin.duty.actions.refusals import NotExpected

    with pytest.raises(NotAllowed):
        actions.make_screen(other_village, name="x", by=steward)
    screen, _secret = actions.make_screen(village, name="大厅", by=steward)
    with pytest.raises(NotAllowed):
        actions.pass_screen(screen, number="x", tail="0000", by=officer)
    for _n in range(20):
        with pytest.raises(NotExpected):
            actions.pass_screen(screen, number="x", tail="0000", by=robot("duty-screen"))
    with pytest.raises(TooManyTries):
        actions.pass_screen(screen, number="x", tail="0000", by=robot("duty-screen"))


def test_the_jobs_are_safe_to_run_twice(placed, shift, hands, digits, clock):
    from tongxin.duty import tasks

    actions.check_in(placed[0], code=digits(shift), by=hands[0])
    clock.move_to(shift.ends_at + timedelta(minutes=45))
    assert [tasks.close.func(), tasks.close.func()] == [1, 0]
    assert [tasks.absences.func(), tasks.absences.func()] == [1, 0]
    assert (Credit.objects.count(), Absence.objects.count()) == (1, 1)


def test_a_check_in_asks_the_database_a_few_times(
    placed, shift, hands, digits, django_assert_max_num_queries
):
    code = digits(shift)
    with django_assert_max_num_queries(45):
        actions.check_in(placed[0], code=code, device="d", by=hands[0])


def test_whose_shift_is_over_is_not_asked_for(placed, shift, officer, clock, make_post):
    clock.move_to(shift.ends_at + timedelta(minutes=1))
    from tongxin.clock.models import Errand

    actions.record_absences(by=robot("clock"))
    assert not Errand.objects.filter(task__endswith="duty.tasks.replace").exists()
    assert rosters.keeps_roster(shift, officer)
