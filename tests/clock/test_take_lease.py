from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.clock.actions import take_lease, yield_lease
from tongxin.clock.models import Beat, Errand, Schedule
from tongxin.clock.scheduler import Scheduler

pytestmark = pytest.mark.django_db


def test_one_holds_it_and_may_prolong_it():
    assert take_lease("a", holder="me", seconds=60)
    assert take_lease("a", holder="me", seconds=60)
    assert not take_lease("a", holder="you", seconds=60)
    assert take_lease("b", holder="you", seconds=60)


def test_another_takes_it_when_it_ran_out(time_machine):
    take_lease("a", holder="me", seconds=60)
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    assert take_lease("a", holder="you", seconds=60)
    assert not take_lease("a", holder="me", seconds=60)


def test_letting_go_lets_the_next_in_at_once():
    take_lease("a", holder="me", seconds=60)
    yield_lease("a", holder="you")
    assert not take_lease("a", holder="you", seconds=60)
    yield_lease("a", holder="me")
    assert take_lease("a", holder="you", seconds=60)


def test_of_two_schedulers_one_acts():
    first, second = Scheduler(), Scheduler()
    for scheduler in (first, second):
        scheduler.tick()
    assert (first.leads, second.leads) == (True, False)
    schedules = Schedule.objects.count()
    assert schedules
    assert Errand.objects.count() == Schedule.objects.exclude(last_errand=None).count()


def test_a_second_scheduler_takes_over(time_machine):
    first, second = Scheduler(), Scheduler()
    first.tick()
    time_machine.move_to(timezone.now() + timedelta(seconds=60))
    second.tick()
    assert second.leads
    assert not Beat.objects.exists()
