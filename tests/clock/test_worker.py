import signal
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.clock import sample_tasks
from tongxin.clock.worker import Worker, drain

pytestmark = pytest.mark.django_db


def result(of):
    return DBTaskResult.objects.get(pk=of.id)


def test_a_task_is_done_and_its_value_kept():
    sent = sample_tasks.plain.enqueue()
    assert drain() == 1
    assert (result(sent).status, result(sent).return_value) == ("SUCCESSFUL", "done")


@pytest.mark.logs_errors
@pytest.mark.parametrize("task", [sample_tasks.refuse, sample_tasks.not_json])
def test_a_task_that_raises_fails_with_its_reason(task):
    sent = task.enqueue()
    drain()
    assert result(sent).status == "FAILED"
    assert "Error" in result(sent).exception_class_path


def test_a_busy_database_is_tried_again(time_machine):
    sent = sample_tasks.locked_at_first.enqueue()
    drain()
    assert result(sent).status == "READY"
    time_machine.move_to(timezone.now() + timedelta(seconds=60))
    drain()
    assert (result(sent).status, result(sent).return_value) == ("SUCCESSFUL", 2)


@pytest.mark.logs_errors
def test_a_database_that_stays_busy_fails_the_task_in_the_end(time_machine, settings):
    sent = sample_tasks.always_locked.enqueue()
    for tries in range(settings.CLOCK["attempts"]):
        time_machine.move_to(timezone.now() + timedelta(seconds=60 * tries))
        drain()
    assert result(sent).status == "FAILED"
    assert len(result(sent).worker_ids) == settings.CLOCK["attempts"]


def test_a_worker_told_to_stop_gives_back_what_does_not_end_in_time(job, tmp_path, settings):
    settings.CLOCK = {**settings.CLOCK, "stop_seconds": 0.05}
    sent = sample_tasks.count_slowly.enqueue(job=job.pk, mark="a", folder=str(tmp_path))
    worker = Worker(batch=True)
    signal.signal(signal.SIGUSR1, worker.shutdown)
    signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGUSR1))
    row = worker.claim()
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    worker.run_task(row)
    assert not worker.running
    assert (result(sent).status, result(sent).worker_ids) == ("READY", [])


@pytest.mark.logs_errors
def test_a_worker_thought_dead_cannot_overwrite_its_successor():
    sent = sample_tasks.plain.enqueue()
    first, second = Worker(), Worker()
    row = first.claim()
    DBTaskResult.objects.update(status="READY")
    successor = second.claim()
    first.run_task(row)
    assert result(sent).status == "RUNNING"
    second.run_task(successor)
    assert result(sent).worker_ids == [first.worker_id, second.worker_id]
    assert result(sent).status == "SUCCESSFUL"
