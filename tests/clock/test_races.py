"""Several at the same moment, in real threads."""

import pytest
from django_tasks_db.models import DBTaskResult

from tests.clock import sample_tasks
from tongxin.clock.actions import relay_errands, run_due, send, sync_schedules, take_lease
from tongxin.clock.models import Errand, Schedule
from tongxin.clock.worker import Worker

pytestmark = pytest.mark.postgres


def test_relays_at_the_same_moment_carry_each_errand_once(race):
    for _ in range(30):
        send(sample_tasks.plain)
    race(*[lambda: relay_errands(limit=10)] * 4)
    while relay_errands():
        pass
    assert DBTaskResult.objects.count() == 30
    assert Errand.objects.waiting().count() == 0


def test_of_all_who_ask_at_once_one_gets_the_lease(race):
    asking = [lambda name=name: take_lease("a", holder=name, seconds=60) for name in "abcdefgh"]
    assert sorted(race(*asking)) == [False] * 7 + [True]


def test_schedulers_at_the_same_moment_send_each_schedule_once(race):
    sync_schedules()
    due = Schedule.objects.filter(every_seconds__isnull=False).count()
    assert sum(race(*[run_due] * 4)) == due == Errand.objects.count()


def test_workers_at_the_same_moment_claim_different_tasks(race):
    for _ in range(8):
        sample_tasks.plain.enqueue()
    rows = race(*[lambda: Worker().claim()] * 8)
    assert len({row.pk for row in rows if row}) == sum(row is not None for row in rows) > 0
