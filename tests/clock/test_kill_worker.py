"""A worker is killed with -9 in the midst of a task; everything is done all the same, once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.clock import sample_tasks
from tongxin.clock.actions import send
from tongxin.clock.models import Job

LIMIT_SECONDS = 120  # a busy machine starts a process slowly


def until(happened: Callable[[], Any], what: str) -> None:
    limit = time.monotonic() + LIMIT_SECONDS
    while not happened():
        assert time.monotonic() < limit, f"waited in vain until {what}"
        time.sleep(0.05)


class Field:
    """A database of their own, and real processes at work on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = (folder / "log").open("wb")
        if connection.vendor == "sqlite":
            self.file = folder / "field.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.file)])
            self.address = f"sqlite:///{self.file}"
        else:
            where = connection.settings_dict
            host = f"{where['USER']}:{where['PASSWORD']}@{where['HOST']}:{where['PORT']}"
            self.address = f"postgres://{host}/{where['NAME']}"

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "tongxin.config.cli", *words],
            stdout=self.log,
            stderr=self.log,
            env={
                **os.environ,
                "DATABASE_URL": self.address,
                "PYTHONPATH": os.pathsep.join(["src", "."]),
                "TONGXIN_HOME": str(self.folder),
                "TONGXIN_TESTING": "1",
                "TONGXIN_STALE_SECONDS": "3",
                "TONGXIN_GRACE_SECONDS": "1",
            },
        )
        self.processes.append(process)
        return process

    def ask(self, question: str) -> list[Any]:
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(question)
                return list(cursor.fetchall())
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(question).fetchall()

    def states(self) -> set[str]:
        return {row[0] for row in self.ask("SELECT status FROM django_tasks_database_dbtaskresult")}

    def is_done(self) -> bool:
        waiting = self.ask("SELECT count(*) FROM clock_errand WHERE sent_at IS NULL")[0][0]
        return not waiting and self.states() <= {"SUCCESSFUL", "FAILED"}

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.log.close()


@pytest.fixture
def field(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], Field]]:
    fields: list[Field] = []

    def make() -> Field:
        fields.append(Field(tmp_path))
        return fields[-1]

    yield make
    for each in fields:
        each.close()


def test_work_killed_in_the_midst_is_done_exactly_once(field, tmp_path):
    job = Job.objects.create(kind="test", title="Counting", by="person:1")
    marks = [str(number) for number in range(4)]
    for mark in marks:
        send(sample_tasks.count_slowly, job=job.pk, mark=mark, folder=str(tmp_path))
    here = field()
    here.start("scheduler")
    first = here.start("worker")
    until(lambda: list(tmp_path.glob("began *")), "a task began")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert "RUNNING" in here.states()
    (tmp_path / "go on").touch()
    here.start("worker")
    until(here.is_done, "all was done: " + (tmp_path / "log").read_text()[-2000:])
    assert here.states() == {"SUCCESSFUL"}
    assert here.ask(f"SELECT done FROM clock_job WHERE id = {job.pk}")[0][0] == len(marks)
    tries = here.ask("SELECT worker_ids FROM django_tasks_database_dbtaskresult")
    assert sum(str(ids).count(f".{first.pid}.") for (ids,) in tries) == 1


def test_a_worker_told_to_stop_loses_nothing(field, tmp_path):
    job = Job.objects.create(kind="test", title="Counting", by="person:1")
    send(sample_tasks.count_slowly, job=job.pk, mark="a", folder=str(tmp_path))
    here = field()
    first = here.start("worker")
    until(lambda: list(tmp_path.glob("began *")), "the task began")
    first.terminate()
    (tmp_path / "go on").touch()
    assert first.wait(LIMIT_SECONDS) == 0
    assert here.states() == {"SUCCESSFUL"}
    assert here.ask(f"SELECT done FROM clock_job WHERE id = {job.pk}")[0][0] == 1
    assert here.ask("SELECT count(*) FROM clock_beat")[0][0] == 0
