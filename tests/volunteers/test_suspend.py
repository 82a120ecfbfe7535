"""Suspending: with a reason that is told, an end that is kept, and a way back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.volunteers.actions import (
    EndInThePast,
    NotActive,
    SuspensionReasonNeeded,
    lift,
    lift_ended,
    suspend,
)
from tongxin.volunteers.models import Volunteer

WHY = "多次无故缺勤"


def test_a_suspended_volunteer_is_told_and_does_not_stand(volunteer, officer):
    suspension = suspend(volunteer, reason=WHY, by=officer)
    volunteer.refresh_from_db()
    assert (volunteer.state, suspension.until) == ("suspended", None)
    assert not Volunteer.objects.standing(timezone.now()).exists()
    assert WHY in Message.objects.to(f"person:{volunteer.person_id}").first().body
    assert Entry.objects.get(verb="volunteer.suspended").reason == WHY


def test_lifting_brings_back_and_twice_is_once(volunteer, officer):
    suspension = suspend(volunteer, reason=WHY, by=officer)
    assert lift(suspension, by=officer).is_active
    assert lift(suspension, by=officer).is_active
    assert Entry.objects.filter(verb="volunteer.lifted").count() == 1


def test_the_clock_lifts_after_the_last_day(volunteer, officer):
    today = timezone.localdate()
    suspend(volunteer, reason=WHY, until=today, by=officer)
    assert lift_ended(by=robot("clock")) == 0
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert Volunteer.objects.standing(timezone.now()).count() == 1  # before the clock, too
        assert lift_ended(by=robot("clock")) == 1
    volunteer.refresh_from_db()
    assert volunteer.is_active


def test_no_suspension_without_a_reason(volunteer, officer):
    with pytest.raises(SuspensionReasonNeeded):
        suspend(volunteer, reason=" ", by=officer)


def test_no_suspension_that_is_over_already(volunteer, officer):
    with pytest.raises(EndInThePast):
        suspend(volunteer, reason=WHY, until=timezone.localdate() - timedelta(days=1), by=officer)


def test_nobody_is_suspended_twice_at_once(volunteer, officer):
    suspend(volunteer, reason=WHY, by=officer)
    with pytest.raises(NotActive):
        suspend(volunteer, reason=WHY, by=officer)


def test_a_stranger_and_the_steward_may_not(volunteer, stranger, steward, officer):
    for one in (stranger, steward):
        with pytest.raises(NotAllowed):
            suspend(volunteer, reason=WHY, by=one)
    suspension = suspend(volunteer, reason=WHY, by=officer)
    with pytest.raises(NotAllowed):
        lift(suspension, by=volunteer.person)
