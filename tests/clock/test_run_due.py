from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tongxin.clock import schedules
from tongxin.clock.actions import relay_errands, run_due, sync_schedules
from tongxin.clock.models import Errand, Schedule
from tongxin.clock.schedules import declare, minutes
from tongxin.clock.worker import drain

TASK = "tests.clock.sample_tasks.plain"
NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def declared(db, monkeypatch):
    monkeypatch.setattr(schedules, "DECLARED", {})
    monkeypatch.setattr("tongxin.clock.actions.schedules.DECLARED", schedules.DECLARED)


@pytest.fixture
def often():
    declare("test.often", task=TASK, every=minutes(5))
    sync_schedules(NOON)
    return Schedule.objects.get(name="test.often")


def test_a_schedule_runs_when_it_is_due_and_keeps_its_rhythm(often):
    assert run_due(NOON) == 1
    relay_errands()
    drain()
    assert run_due(NOON + timedelta(minutes=4)) == 0
    assert run_due(NOON + timedelta(minutes=6)) == 1
    often.refresh_from_db()
    assert often.next_at == NOON + timedelta(minutes=10)


def test_a_schedule_missed_many_times_runs_once(often):
    assert run_due(NOON + timedelta(hours=10)) == 1
    assert run_due(NOON + timedelta(hours=10, seconds=1)) == 0
    often.refresh_from_db()
    assert often.last_note == "120 missed, ran once"
    assert Errand.objects.count() == 1


def test_a_run_is_skipped_while_the_one_before_is_unfinished(often):
    run_due(NOON)
    assert run_due(NOON + timedelta(minutes=5)) == 0
    relay_errands()
    assert run_due(NOON + timedelta(minutes=10)) == 0
    often.refresh_from_db()
    assert "not finished" in often.last_note
    drain()
    assert run_due(NOON + timedelta(minutes=15)) == 1


def test_a_daily_schedule_runs_at_its_local_hour():
    declare("test.daily", task=TASK, at=time(6, 30))
    sync_schedules(NOON)
    daily = Schedule.objects.get(name="test.daily")
    assert daily.next_at == NOON.replace(day=2, hour=6, minute=30)
    assert run_due(NOON) == 0
    assert run_due(NOON.replace(day=2, hour=6, minute=31)) == 1
    daily.refresh_from_db()
    assert daily.next_at == NOON.replace(day=3, hour=6, minute=30)


def test_syncing_keeps_the_rhythm_and_what_an_operator_switched_off(often):
    Schedule.objects.update(enabled=False)
    sync_schedules(NOON + timedelta(hours=1))
    often.refresh_from_db()
    assert (often.enabled, often.next_at) == (False, NOON)
    assert run_due(NOON + timedelta(hours=1)) == 0


def test_a_schedule_no_longer_declared_is_gone(often):
    schedules.DECLARED.clear()
    sync_schedules(NOON)
    assert not Schedule.objects.exists()


@pytest.mark.logs_errors
def test_a_schedule_that_cannot_run_does_not_stop_the_others(often):
    Schedule.objects.create(
        name="a broken one", task="tests.clock.sample_tasks.gone", every_seconds=60, next_at=NOON
    )
    assert run_due(NOON) == 1
    assert "cannot run" in Schedule.objects.get(name="a broken one").last_note


@pytest.mark.parametrize("how", [{}, {"every": minutes(1), "at": time(1)}, {"every": timedelta()}])
def test_a_schedule_recurs_in_exactly_one_way(how):
    with pytest.raises(ValueError, match=r"test\.odd"):
        declare("test.odd", task=TASK, **how)


def test_two_apps_cannot_declare_one_name(often):
    with pytest.raises(ValueError, match="twice"):
        declare("test.often", task=TASK, every=minutes(6))
