"""Going home: hours once, in the same transaction; whoever forgets is closed at the planned end."""

from datetime import timedelta

import pytest

from tongxin.duty import actions
from tongxin.duty.actions.refusals import NotHere
from tongxin.duty.codes import WrongCode
from tongxin.duty.models import Attendance
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import robot
from tongxin.records.models import Credit
from tongxin.rosters import actions as rosters

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(placed, shift, hands, digits, clock):
    """The first volunteer, on duty since the shift began."""
    clock.move_to(shift.starts_at)
    return actions.check_in(placed[0], code=digits(shift), by=hands[0])


def test_checking_out_by_the_code_credits_the_hours(here, shift, hands, digits, clock):
    clock.shift(timedelta(hours=3))
    row = actions.check_out(here, code=digits(shift), by=hands[0])
    line = Credit.objects.get(person=hands[0])
    assert (row.state, line.minutes, line.occasion) == ("left", 180, f"shift:{shift.pk}")
    assert (line.title, line.kind) == ("村口引导员", "verified")
    assert Entry.objects.filter(verb="attendance.ended").count() == 1


def test_pauses_do_not_count(here, shift, hands, digits, clock):
    clock.shift(timedelta(hours=3))
    actions.check_out(here, code=digits(shift), pauses_minutes=20, by=hands[0])
    assert Credit.objects.get().minutes == 160


def test_checked_out_twice_is_once(here, shift, hands, digits, clock, officer):
    clock.shift(timedelta(hours=3))
    first = actions.check_out(here, code=digits(shift), by=hands[0])
    clock.shift(timedelta(minutes=20))
    assert actions.check_out(here, code=digits(shift), by=hands[0]).left_at == first.left_at
    assert actions.call_out(here, by=officer).left_at == first.left_at
    assert Credit.objects.count() == 1


def test_nobody_checks_out_from_home(here, hands, clock):
    clock.shift(timedelta(hours=3))
    with pytest.raises(WrongCode):
        actions.check_out(here, code="123456", by=hands[0])
    assert not Credit.objects.exists()


def test_nobody_checks_out_another(here, shift, hands, stranger, digits):
    for person in (hands[1], stranger):
        with pytest.raises(NotAllowed):
            actions.check_out(here, code=digits(shift), by=person)
        with pytest.raises(NotAllowed):
            actions.call_out(here, by=person)


def test_who_was_turned_away_cannot_check_out(shift, hands, digits, placed, officer):
    row = Attendance.objects.create(enrolment=placed[0], person=hands[0], state="turned_away")
    with pytest.raises(NotHere):
        actions.check_out(row, code=digits(shift), by=hands[0])


def test_a_forgotten_check_out_closes_at_the_planned_end_and_is_flagged(here, shift, hands, clock):
    clock.move_to(shift.ends_at + timedelta(minutes=20))
    assert actions.close_due(by=robot("clock")) == 0
    clock.shift(timedelta(minutes=20))
    assert actions.close_due(by=robot("clock")) == 1
    assert actions.close_due(by=robot("clock")) == 0
    here.refresh_from_db()
    assert (here.left_at, here.how_out, here.flags) == (shift.ends_at, "clock", ["forgotten"])
    line = Credit.objects.get()
    assert (line.minutes, line.flags) == (180, ["closed_at_end"])


def test_only_the_clock_closes(here, shift, officer, clock):
    clock.move_to(shift.ends_at + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        actions.close_due(by=officer)


def test_a_drill_gives_no_hours(here, shift, hands, digits, clock):
    request = shift.post.request
    request.about = "drill:7"
    request.save()
    clock.shift(timedelta(hours=3))
    assert actions.check_out(here, code=digits(shift), by=hands[0]).state == "left"
    assert not Credit.objects.exists()


def test_hours_that_cannot_be_written_leave_the_duty_open(
    here, shift, hands, digits, clock, monkeypatch
):
    def fails(*_args, **_parts):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("tongxin.duty.actions.leaving.credit", fails)
    with pytest.raises(RuntimeError):
        actions.check_out(here, code=digits(shift), by=hands[0])
    here.refresh_from_db()
    assert here.state == "here"


def test_the_place_stays_joined_after_serving(here, shift, hands, digits, placed):
    actions.check_out(here, code=digits(shift), by=hands[0])
    placed[0].refresh_from_db()
    assert placed[0].state == "joined"
    assert rosters.keeps_roster(shift, shift.post.made_by)
