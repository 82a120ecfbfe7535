"""The `tongxin` command explains itself, refuses kindly, and starts quickly."""

import socket
import subprocess
import sys

import pytest

from tongxin.config.cli import GROUPS, main

COMMANDS = [name for names in GROUPS.values() for name in names]


def test_the_overview_names_every_command(capsys):
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert f"tongxin {name}" in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys):
    assert main(["fly"]) == 2
    assert "'fly'" in capsys.readouterr().err


def test_help_does_not_load_django():
    code = "import sys; from tongxin.config.cli import main; main(['--help']); "
    code += "sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_nothing_is_served_before_it_is_set_up(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("TONGXIN_HOME", str(tmp_path))
    assert main(["up"]) == 1
    assert "tongxin migrate" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("TONGXIN_HOME", str(tmp_path))
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["up", "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"port {port}" in said
    assert f"PORT={port + 1}" in said


@pytest.mark.django_db
def test_the_journal_is_verified(capsys):
    assert main(["journal", "verify"]) == 0
    assert "the chain holds" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_first_people_are_made_at_the_console(monkeypatch, capsys):
    from tongxin.people.models import Person
    from tongxin.places.models import Place

    assert main(["import-places"]) == 0
    monkeypatch.setattr("getpass.getpass", lambda: "correct-horse-battery")
    assert main(["create-person", "xu", "--name", "徐主任"]) == 0
    assert main(["grant", "xu", "director", "320282"]) == 0
    assert Person.objects.get(username="xu").may(
        "place.manage", at=Place.objects.get(code="320282")
    )
    assert main(["grant", "xu", "director", "320282"]) == 1
    assert main(["grant", "xu", "king", "320282"]) == 1
    assert main(["grant", "nobody", "director", "320282"]) == 1
