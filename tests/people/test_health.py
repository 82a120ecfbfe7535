import pytest
from allauth.mfa.totp.internal.auth import TOTP

from tongxin.people.health import directors, missing_texts, privileged_without_second_factor


def test_an_empty_house_lacks_everything(city):
    assert len(missing_texts()) == 8
    assert directors() == 0


def test_a_settled_house_lacks_nothing(texts, director, officer, steward):
    assert missing_texts() == []
    assert directors() == 1
    assert privileged_without_second_factor() == 2
    TOTP.activate(director, "JBSWY3DPEHPK3PXP")
    assert privileged_without_second_factor() == 1


@pytest.mark.django_db
def test_the_command_publishes_once(city, capsys):
    from tongxin.config.cli import main

    assert main(["publish-texts"]) == 0
    assert main(["publish-texts"]) == 0
    assert capsys.readouterr().out == "8 texts published\n0 texts published\n"
