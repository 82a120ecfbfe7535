import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.actions import (
    AlreadyGoes,
    CannotBeRetried,
    NoLongerWaiting,
    ReasonMissing,
    cancel_delivery,
    deliver,
    note_told,
    retry_delivery,
    reveal_address,
    send_also,
)
from tongxin.messaging.channels import Outcome
from tongxin.messaging.models import Delivery


@pytest.fixture
def failed(carried_by, text_message, village):
    carried_by(Outcome("refused", "The carrier refused it."))
    delivery = text_message(at=village)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def test_a_failed_delivery_is_tried_again(failed, director, work):
    retry_delivery(failed, by=director)
    work()
    failed.refresh_from_db()
    assert failed.state == "delivered"
    assert Entry.objects.about(failed).get().verb == "delivery.retried"


def test_what_waits_is_not_retried(text_message, director):
    with pytest.raises(CannotBeRetried):
        retry_delivery(text_message(), by=director)


def test_a_waiting_delivery_can_be_stopped(carried_by, text_message, director):
    carrier, delivery = carried_by(), text_message()
    cancel_delivery(delivery, by=director)
    assert not deliver(delivery.pk)
    assert not carrier.letters
    assert Entry.objects.about(delivery).get().verb == "delivery.cancelled"


def test_what_arrived_cannot_be_stopped(carried_by, text_message, director):
    carried_by()
    delivery = text_message()
    deliver(delivery.pk)
    with pytest.raises(NoLongerWaiting):
        cancel_delivery(delivery, by=director)


def test_the_same_message_goes_by_another_channel(failed, director, settings, work):
    other = send_also(failed, channel="email", address="wu@example.org", by=director)
    work()
    other.refresh_from_db()
    assert (other.state, other.message_id) == ("delivered", failed.message_id)
    assert Entry.objects.about(other).get().verb == "delivery.added"
    with pytest.raises(AlreadyGoes):
        send_also(failed, channel="email", address="wu@example.org", by=director)


def test_somebody_telephoned_instead(failed, director):
    note_told(failed, by=director)
    note_told(failed, by=director)
    failed.refresh_from_db()
    assert (failed.state, failed.reason_said) == ("delivered", "已电话告知。")
    assert Entry.objects.about(failed).count() == 1


def test_an_address_is_shown_for_a_reason_and_the_journal_knows(failed, director):
    with pytest.raises(ReasonMissing):
        reveal_address(failed, reason=" ", by=director)
    assert reveal_address(failed, reason="打电话告知", by=director) == "13800000009"
    entry = Entry.objects.about(failed).get()
    assert (entry.verb, entry.reason) == ("delivery.revealed", "打电话告知")


@pytest.mark.parametrize("who", ["stranger", "auditor", "steward"])
def test_only_the_centre_mends(failed, who, request):
    by = request.getfixturevalue(who)
    for attempt in (
        lambda: retry_delivery(failed, by=by),
        lambda: cancel_delivery(failed, by=by),
        lambda: note_told(failed, by=by),
        lambda: send_also(failed, channel="email", address="x", by=by),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_stranger_sees_no_address(failed, stranger):
    with pytest.raises(NotAllowed):
        reveal_address(failed, reason="好奇", by=stranger)


def test_deliveries_are_seen_where_one_may_see_messages(
    failed, director, auditor, officer, stranger
):
    for person, count in [(director, 1), (auditor, 1), (officer, 0), (stranger, 0)]:
        assert Delivery.objects.visible_to(person).count() == count
