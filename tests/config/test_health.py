"""`tongxin doctor` and `/readyz` say what is wrong and how to mend it."""

import json
import shutil

import pytest

from tongxin.clock.actions import beat
from tongxin.clock.models import Beat
from tongxin.config import health
from tongxin.config.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work():
    for role in Beat.Role:
        beat(f"a {role}", role=role)


def whats(check):
    return [finding.what for finding in check()]


def test_a_migrated_database_is_well():
    assert whats(health.database) == []


def test_a_missing_migration_is_found():
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="clock").delete()
    assert whats(health.database) == ["1 migrations are not applied"]


def test_missing_workers_are_found(at_work):
    assert whats(health.processes) == []
    Beat.objects.filter(role=Beat.Role.WORKER).delete()
    assert whats(health.processes) == ["no worker has shown a sign of life for a minute"]


def test_a_key_others_may_read_is_found(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("TONGXIN_SECRET_KEY", raising=False)
    monkeypatch.delenv("TONGXIN_VAULT_KEYS", raising=False)
    settings.HOME = tmp_path
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "django").write_text("x")
    (tmp_path / "keys" / "django").chmod(0o644)
    said = whats(health.keys)
    assert f"others may read the key {tmp_path}/keys/django" in said
    assert f"the key {tmp_path}/keys/vault is missing" in said


def test_what_is_open_to_the_world_is_found(settings, monkeypatch):
    settings.MODE, settings.DEBUG, settings.SECURE = "production", True, False
    settings.ALLOWED_HOSTS, settings.PUBLIC_URL = ["*"], "http://localhost:8000"
    monkeypatch.setenv("TONGXIN_PROCESSES", "4")
    assert len(whats(health.safety)) == 5


def test_doctor_speaks_to_machines_too(capsys):
    assert main(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"level", "what", "mend"} == set(found[0])
    assert all(finding["mend"] for finding in found)


@pytest.mark.logs_errors
def test_it_is_ready_when_somebody_works(client, at_work):
    assert client.get("/readyz").json() == {"ready": True, "wrong": []}
    Beat.objects.all().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert len(answer.json()["wrong"]) == 2


@pytest.mark.logs_errors
def test_it_is_not_ready_when_the_disk_is_full(client, at_work, monkeypatch):
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "disk is full" in answer.json()["wrong"][0]


def test_healthz_answers(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_metrics_are_for_neighbours_and_those_who_know_the_token(client, monkeypatch):
    assert client.get("/metrics").status_code == 200
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", **stranger).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    monkeypatch.setenv("TONGXIN_METRICS_TOKEN", "a long word")
    known = {"Authorization": "Bearer a long word"}
    assert client.get("/metrics", headers=known, **stranger).status_code == 200
