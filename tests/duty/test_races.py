"""Two devices at once, the job beside the volunteer: real threads on PostgreSQL."""

from datetime import timedelta

import pytest

from tongxin.clock.models import Errand
from tongxin.duty import actions
from tongxin.duty.models import Absence, Attendance
from tongxin.journal.models import Entry
from tongxin.people.actions import robot
from tongxin.records.models import Credit
from tongxin.rosters import actions as rosters

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def crashes(outcomes):
    from tongxin.errors import DomainError

    found = [one for one in outcomes if isinstance(one, Exception)]
    return [one for one in found if not isinstance(one, DomainError)]


def test_two_devices_check_in_the_same_place_once(placed, shift, hands, digits, race, officer):
    code = digits(shift)
    outcomes = race(
        *[lambda n=n: actions.check_in(placed[0], code=code, device=f"d{n}", by=hands[0])
          for n in range(6)],
        *[lambda: actions.call_in(placed[0], by=officer) for _n in range(2)],
    )  # fmt: skip
    assert not crashes(outcomes)
    assert Attendance.objects.count() == 1
    assert Entry.objects.filter(verb="attendance.began").count() == 1


def test_one_person_at_two_doors_at_once_is_on_duty_in_one_place(
    placed, shift, hands, digits, race, make_post, officer
):
    other = make_post(title="卡口").shifts.get()
    row = rosters.join(other, by=hands[0])
    other.starts_at, other.ends_at = shift.ends_at, shift.ends_at + timedelta(minutes=30)
    other.starts_at -= timedelta(minutes=150)  # both doors are open
    other.save()
    outcomes = race(
        lambda: actions.check_in(placed[0], code=digits(shift), by=hands[0]),
        lambda: actions.check_in(row, code=digits(other), by=hands[0]),
    )
    assert not crashes(outcomes)
    assert Attendance.objects.here().count() == 1


def test_checking_out_at_once_in_every_way_credits_once(
    placed, shift, hands, digits, race, clock, officer
):
    row = actions.check_in(placed[0], code=digits(shift), by=hands[0])
    clock.move_to(shift.ends_at + timedelta(minutes=31))
    code = digits(shift)
    outcomes = race(
        lambda: actions.check_out(row, code=code, by=hands[0]),
        lambda: actions.check_out(row, code=code, by=hands[0]),
        lambda: actions.call_out(row, by=officer),
        lambda: actions.close_due(by=robot("clock")),
        lambda: actions.close_due(by=robot("clock")),
    )
    assert not crashes(outcomes)
    assert Credit.objects.count() == 1
    assert Entry.objects.filter(verb="attendance.ended").count() == 1


def test_the_job_twice_at_once_notes_a_no_show_once(placed, shift, race, clock):
    clock.move_to(shift.starts_at + timedelta(minutes=40))
    outcomes = race(*[lambda: actions.record_absences(by=robot("clock")) for _n in range(4)])
    assert sum(outcomes) == 2
    assert Absence.objects.count() == 2
    assert Errand.objects.filter(task__endswith="duty.tasks.replace").count() == 2


def test_who_comes_in_the_moment_they_are_missed_is_there_or_missed_never_both(
    placed, shift, hands, digits, race, clock
):
    clock.move_to(shift.starts_at + timedelta(minutes=40))
    outcomes = race(
        lambda: actions.check_in(placed[0], code=digits(shift), by=hands[0]),
        lambda: actions.record_absences(by=robot("clock")),
        lambda: actions.record_absences(by=robot("clock")),
    )
    assert not crashes(outcomes)
    here = Attendance.objects.here().filter(person=hands[0]).exists()
    missed = Absence.objects.filter(person=hands[0]).exclude(state="lifted").exists()
    assert here != missed
