import pytest

from tongxin.messaging.models import Delivery, Message
from tongxin.people.actions import UnknownRole, robot, set_language, tell, verify_phone
from tongxin.people.models import Person


def test_people_are_told_in_their_language(resident):
    tell(resident, subject="Saved.")
    tell(set_language(resident, "en", by=resident), subject="Saved.")
    assert [message.subject for message in Message.objects.order_by("pk")] == ["已保存。", "Saved."]


def test_only_a_proved_phone_gets_text_messages(resident):
    tell(resident, subject="Saved.")
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"inapp"}
    tell(verify_phone(resident, by=resident), subject="Saved.")
    assert Delivery.objects.filter(channel="sms").count() == 1


def test_robots_are_told_nothing(db):
    tell(robot("clock"), subject="Saved.")
    assert not Message.objects.exists()


def test_a_robot_is_made_once_and_must_be_in_the_table(db):
    assert robot("clock") == robot("clock")
    assert Person.objects.count() == 1
    with pytest.raises(UnknownRole):
        robot("terminator")
