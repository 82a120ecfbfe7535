"""Falling unwell: the duty ends, a case blocks until cleared, somebody else is asked (rule 37)."""

from datetime import timedelta

import pytest

from tongxin.clock.models import Errand
from tongxin.duty import actions
from tongxin.duty.actions.refusals import NotHere, TurnedAway
from tongxin.duty.models import Attendance
from tongxin.errors import NotAllowed
from tongxin.protection.models import Case
from tongxin.records.models import Credit
from tongxin.rosters import actions as rosters
from tongxin.rosters.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(placed, shift, hands, digits, clock):
    clock.move_to(shift.starts_at)
    row = actions.check_in(placed[0], code=digits(shift), by=hands[0])
    clock.shift(timedelta(hours=2))
    return row


def test_who_falls_unwell_goes_home_and_stands_nowhere_until_cleared(
    here, placed, shift, hands, officer, make_post, digits
):
    row = actions.fall_unwell(here, what="发热、咳嗽", by=hands[0])
    assert (row.state, row.how_out, row.flags) == ("left", "unwell", ["unwell"])
    assert Case.objects.open().get().person == hands[0]
    assert Credit.objects.get().minutes == 120
    assert "unwell" not in Credit.objects.get().flags  # the ledger is read by many
    placed[0].refresh_from_db()
    assert placed[0].state == "lapsed"
    assert Errand.objects.filter(task__endswith="duty.tasks.replace").count() == 1
    other = make_post(title="卡口").shifts.get()
    with pytest.raises(rosters.enrolling.NotCleared):
        rosters.join(other, by=hands[0])


def test_the_leader_sends_somebody_home_and_a_stranger_does_not(here, hands, steward, stranger):
    for person in (stranger, hands[1]):
        with pytest.raises(NotAllowed):
            actions.fall_unwell(here, what="头晕", by=person)
    assert actions.fall_unwell(here, what="头晕", by=steward).state == "left"
    with pytest.raises(NotHere):
        actions.fall_unwell(here, what="头晕", by=steward)


def test_who_says_at_home_that_they_are_ill_is_replaced_at_once(
    shift, hands, fit, work, make_volunteer, digits
):
    """The volunteer with 37.6 °C: turned away, and the next is asked within the minute."""
    row = rosters.join(shift, by=hands[0])
    others = [make_volunteer(f"near-{n}", availability=2**21 - 1) for n in range(2)]
    fit(hands[0], temperature="37.6")
    assert Attendance.objects.get(enrolment=row).state == "turned_away"
    work()
    asked = Enrolment.objects.filter(shift=shift, state="invited").values_list("person", flat=True)
    assert asked
    assert hands[0].pk not in asked
    with pytest.raises(TurnedAway):
        actions.check_in(row, code=digits(shift), by=hands[0])
    assert len(others) == 2
