import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.needs.actions import reveal_need
from tongxin.needs.actions.revealing import NoReason


@pytest.fixture
def told(make_need):
    return make_need(phone="13900000002", address="3幢501室", requester_name="张奶奶")


def test_a_phone_is_shown_for_a_reason_and_the_journal_keeps_it(told, steward):
    assert reveal_need(told, field="phone", reason="约上门时间", by=steward) == "13900000002"
    entry = Entry.objects.get(verb="need.revealed")
    assert (entry.reason, entry.facts["field"]) == ("约上门时间", "phone")
    assert "13900000002" not in str(entry.said())


def test_the_address_too(told, steward):
    assert reveal_need(told, field="location", reason="上门送药", by=steward) == "3幢501室"


def test_without_a_reason_nothing_is_shown(told, steward):
    with pytest.raises(NoReason):
        reveal_need(told, field="phone", reason=" ", by=steward)
    assert not Entry.objects.filter(verb="need.revealed").exists()


def test_a_stranger_sees_no_phone(told, stranger):
    with pytest.raises(NotAllowed):
        reveal_need(told, field="phone", reason="好奇看看", by=stranger)
