"""Whose turn it is: who stood or was asked lately comes later; who begins a shift late is quick."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.dispatch import actions
from tongxin.dispatch.models import Offer
from tongxin.duty import actions as duty
from tongxin.messaging.models import Delivery
from tongxin.people.actions import robot, set_phone
from tongxin.rosters.actions import confirm, join
from tongxin.rosters.models import Enrolment, Shift


@pytest.fixture
def equals(make_volunteer):
    """Two who differ in nothing; all else equal, the first comes first."""
    return [make_volunteer("first"), make_volunteer("second")]


def _back(shift, days):
    """Let a shift, and what was asked for it, lie so many days in the past."""
    then = timezone.now() - timedelta(days=days)
    Shift.objects.filter(pk=shift.pk).update(starts_at=then, ends_at=then + timedelta(hours=3))
    shift.enrolments.update(asked_at=then, state="joined", confirm_by=None)


def _asked(shift):
    return set(shift.enrolments.filter(state="invited").values_list("person__username", flat=True))


def test_a_plan_asks_whom_did_not_stand_lately(make_plan, make_shift, equals):
    past = make_shift(places=1)
    join(past, by=equals[0])
    _back(past, days=3)
    make_shift(places=1)
    assert make_plan().placements.get().person == equals[1]


@pytest.mark.parametrize(("days", "next_one"), [(None, "first"), (20, "second")])
def test_a_repair_asks_the_least_recently_asked(make_shift, equals, officer, days, next_one):
    """Twenty days ago weighs nothing in metres any more; it still decides between equals."""
    if days:
        past = make_shift(places=1)
        assert actions.refill(past, reason="by hand", by=officer) == 1
        assert past.enrolments.get().person == equals[0]
        _back(past, days)
    shift = make_shift(places=1)
    assert actions.refill(shift, reason="by hand", by=officer) == 1
    assert _asked(shift) == {next_one}


def test_a_repair_asks_the_nearer_all_the_same(make_shift, make_volunteer, officer):
    make_volunteer("far", latitude=31.29)
    near = make_volunteer("near")
    past = make_shift(places=1)
    assert actions.refill(past, reason="by hand", by=officer) == 1
    assert past.enrolments.get().person == near
    _back(past, days=20)
    shift = make_shift(places=1)
    assert actions.refill(shift, reason="by hand", by=officer) == 1
    assert _asked(shift) == {"near"}


@pytest.fixture
def soon(clock, make_shift, hands, officer):
    """A shift in half an hour; one was asked and comes."""
    shift = make_shift(places=1, ahead=0.5)
    assert actions.refill(shift, reason="by hand", by=officer) == 1
    row = Enrolment.objects.get(state="invited")
    return shift, confirm(row, by=row.person)


def test_a_no_show_is_replaced_and_the_next_answers_within_a_quarter_of_an_hour(soon, clock, work):
    shift, row = soon
    clock.move_to(shift.starts_at + timedelta(minutes=31))
    assert duty.record_absences(by=robot("clock")) == 1
    work()
    asked = Enrolment.objects.get(shift=shift, state="invited")
    assert asked.person != row.person
    assert Offer.objects.get(enrolment=asked).wave == 2
    assert asked.confirm_by == timezone.now() + timedelta(minutes=15)


def test_who_falls_unwell_on_duty_is_replaced(soon, clock, digits, fit, work):
    shift, row = soon
    fit(row.person)
    clock.move_to(shift.starts_at)
    here = duty.check_in(row, code=digits(shift), by=row.person)
    clock.shift(timedelta(hours=1))
    duty.fall_unwell(here, what="头晕", by=row.person)
    work()
    assert Enrolment.objects.get(shift=shift, state="invited").person != row.person


def test_an_offer_goes_to_the_phone_too(make_shift, make_volunteer, officer):
    person = make_volunteer("with-a-phone")
    set_phone(person, "13800001234", by=person, verified=True)
    shift = make_shift(places=1)
    assert actions.refill(shift, reason="by hand", by=officer) == 1
    row = shift.enrolments.get()
    sent = Delivery.objects.get(channel="sms", message__recipient=f"person:{person.pk}")
    until = timezone.localtime(row.confirm_by).strftime("%m-%d %H:%M")
    assert until in sent.message.body
    assert sent.message.url
