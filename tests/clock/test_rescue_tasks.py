from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.clock import sample_tasks
from tongxin.clock.actions import beat
from tongxin.clock.models import Beat
from tongxin.clock.reaper import Reaper
from tongxin.clock.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed():
    sent = sample_tasks.plain.enqueue()
    worker = Worker()
    beat(worker.worker_id, role=Beat.Role.WORKER)
    worker.claim()
    return DBTaskResult.objects.get(pk=sent.id)


def reaper(**limits):
    return Reaper(**{"stale_seconds": 20, "grace_seconds": 0, "attempts": 3, **limits})


def silence(seconds):
    Beat.objects.update(beaten_at=timezone.now() - timedelta(seconds=seconds))


def test_the_task_of_a_living_worker_is_left_alone(claimed):
    silence(19)
    assert reaper().look() == 0
    claimed.refresh_from_db()
    assert claimed.status == "RUNNING"


def test_the_task_of_a_silent_worker_is_given_back(claimed):
    silence(21)
    assert reaper().look() == 1
    claimed.refresh_from_db()
    assert (claimed.status, len(claimed.worker_ids)) == ("READY", 1)
    assert Worker().claim() == claimed


def test_a_worker_that_left_no_sign_of_life_is_dead(claimed):
    Beat.objects.all().delete()
    assert reaper().look() == 1


def test_who_wakes_first_does_not_rob_the_others(claimed):
    silence(3600)
    careful = reaper(grace_seconds=1000)
    assert careful.look() == 0
    beat(claimed.worker_ids[-1], role=Beat.Role.WORKER)
    careful.grace_seconds = 0
    assert careful.look() == 0


@pytest.mark.logs_errors
def test_a_task_that_kills_its_workers_fails_in_the_end(claimed):
    DBTaskResult.objects.update(worker_ids=["a", "b", "c"])
    assert reaper().look() == 1
    claimed.refresh_from_db()
    assert claimed.status == "FAILED"
    assert "3 workers died" in claimed.traceback
