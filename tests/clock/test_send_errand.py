from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.clock import sample_tasks
from tongxin.clock.actions import relay_errands, send
from tongxin.clock.models import Errand
from tongxin.clock.worker import drain

COUNT = "tests.clock.sample_tasks.count"


def test_an_errand_is_carried_once_committed(job, queued):
    send(sample_tasks.count, job=job.pk)
    assert queued() == []
    assert relay_errands() == 1
    assert queued() == [{"job": job.pk}]


def test_an_errand_is_carried_only_once(job, queued):
    send(COUNT, job=job.pk)
    assert [relay_errands(), relay_errands()] == [1, 0]
    assert len(queued()) == 1


def test_nothing_is_sent_when_the_transaction_is_rolled_back(job, queued):
    with transaction.atomic():
        send(COUNT, job=job.pk)
        transaction.set_rollback(True)
    assert relay_errands() == 0
    assert queued() == []


def test_errands_of_one_key_are_carried_as_one_with_the_latest_arguments(job, queued):
    for mark in "abc":
        send(COUNT, key="count", job=job.pk, mark=mark)
    send(COUNT, key="other", job=job.pk, mark="d")
    assert relay_errands() == 4
    assert [kwargs["mark"] for kwargs in queued()] == ["c", "d"]


def test_a_key_may_be_sent_again_once_carried(job, queued):
    for _ in range(2):
        send(COUNT, key="count", job=job.pk)
        relay_errands()
    assert len(queued()) == 2


def test_an_errand_waits_for_its_time(job, queued, time_machine):
    now = timezone.now()
    send(COUNT, job=job.pk, not_before=now + timedelta(hours=1))
    assert relay_errands() == 0
    time_machine.move_to(now + timedelta(hours=1, seconds=1))
    assert relay_errands() == 1


@pytest.mark.django_db
def test_what_cannot_be_carried_is_refused_at_once():
    with pytest.raises(ImportError):
        send("tests.clock.sample_tasks.no_such_task")
    with pytest.raises(TypeError):
        send("django.utils.timezone.now")
    with pytest.raises(TypeError):
        send(COUNT, job=object())


@pytest.mark.logs_errors
def test_an_errand_whose_task_is_gone_does_not_block_the_others(job, queued):
    Errand.objects.create(task="tests.clock.sample_tasks.gone")
    send(COUNT, job=job.pk)
    relay_errands()
    assert len(queued()) == 1
    assert "gone" in Errand.objects.get(task__endswith="gone").failed


def test_drain_does_all_the_work(job):
    for mark in "abcde":
        send(COUNT, job=job.pk, mark=mark)
    assert drain() == 5
    job.refresh_from_db()
    assert job.done == 5


def test_relaying_one_errand_and_many_costs_the_same_reads(job, django_assert_max_num_queries):
    for _ in range(50):
        send(COUNT, job=job.pk)
    with django_assert_max_num_queries(50 + 8):  # one insert each, by the queue
        relay_errands()
