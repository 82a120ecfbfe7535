from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.messaging.actions import (
    cancel_delivery,
    carrying,
    confirm_delivery,
    deliver,
    deliver_due,
    post,
)
from tongxin.messaging.channels import Outcome
from tongxin.messaging.models import Delivery


def test_a_message_in_the_inbox_has_arrived_at_once(resident):
    message = post(to=f"person:{resident.pk}", subject="您好", addresses={"inapp": ""})
    assert message.deliveries.get().state == "delivered"
    assert deliver_due() == 0


def test_a_posted_text_message_is_carried_by_the_worker(carried_by, text_message, work):
    carrier, delivery = carried_by(), text_message()
    assert work() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.reason) == ("delivered", 1, "")
    letter = carrier.letters[0]
    assert (letter.uid, letter.address, letter.subject) == (delivery.uid, "13800000009", "提醒")


def test_many_messages_of_a_moment_are_one_errand(carried_by, text_message, work):
    carrier = carried_by()
    for number in range(30):
        text_message(to=f"person:{number}")
    assert work() == 1
    assert len(carrier.letters) == 30


def test_what_is_delivered_is_not_carried_again(carried_by, text_message):
    carrier, delivery = carried_by(), text_message()
    assert deliver(delivery.pk)
    assert not deliver(delivery.pk)
    assert len(carrier.letters) == 1


def test_the_newest_goes_first_so_that_a_code_does_not_queue(carried_by, text_message):
    carrier = carried_by()
    text_message(subject="通知")
    text_message(subject="验证码")
    deliver_due()
    assert [letter.subject for letter in carrier.letters] == ["验证码", "通知"]


def test_a_carrier_that_has_it_is_not_yet_an_arrival(carried_by, text_message):
    carried_by(Outcome("handed_over", reference="A7"))
    delivery = text_message()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reference) == ("handed_over", "A7")
    assert confirm_delivery(delivery.uid, arrived=True)
    assert not confirm_delivery(delivery.uid, arrived=False)
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_waits_grow_and_then_it_is_given_up_with_the_reason(carried_by, text_message, settings):
    settings.MESSAGE_WAITS_MINUTES = [1, 5]
    carried_by(*[Outcome("again", "The carrier is busy.")] * 5)
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        delivery = text_message()
        waits = []
        while deliver(delivery.pk):
            delivery.refresh_from_db()
            if delivery.state != "queued":
                break
            waits.append((delivery.next_try_at - timezone.now()).total_seconds() / 60)
            assert not deliver(delivery.pk)
            clock.move_to(delivery.next_try_at)
    assert waits == [1, 5]
    assert (delivery.state, delivery.attempts) == ("failed", 3)
    assert delivery.reason == "The carrier is busy."


def test_a_carrier_that_breaks_is_asked_again(carried_by, text_message):
    carried_by(TimeoutError("no route"))
    delivery = text_message()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("queued", carrying.NO_ANSWER)
    assert delivery.next_try_at > timezone.now()


def test_a_refusal_is_final(carried_by, text_message):
    carried_by(Outcome("refused", "The carrier refused it."))
    delivery = text_message()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("failed", "The carrier refused it.")


def test_without_a_carrier_production_says_so(text_message, settings):
    settings.TESTING, settings.MODE = False, "production"
    delivery = text_message()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("failed", carrying.NO_CARRIER)


def test_without_a_carrier_tests_and_demo_use_the_console(text_message, caplog):
    caplog.set_level("INFO", logger="tongxin.messaging")
    delivery = text_message()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert "138****0009" in caplog.text
    assert "13800000009" not in caplog.text


def test_an_expired_code_is_not_carried(carried_by, text_message):
    carrier = carried_by()
    delivery = text_message(valid_until=timezone.now() - timedelta(seconds=1))
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("failed", carrying.TOO_LATE)
    assert not carrier.letters


def test_no_address_is_a_plain_reason(carried_by, db):
    carried_by()
    delivery = post(to="person:1", subject="x", addresses={"sms": ""}).deliveries.get()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("failed", carrying.NO_ADDRESS)


def test_a_killed_worker_s_delivery_is_tried_again_with_the_same_uid(carried_by, text_message):
    carrier, delivery = carried_by(KeyboardInterrupt()), text_message()
    carrier.answers = []
    carrying._claim(carrying.Q(pk=delivery.pk), limit=1)  # and then it dies
    assert not deliver(delivery.pk)
    with time_machine.travel(timezone.now() + carrying.CLAIM + timedelta(seconds=1)):
        assert deliver(delivery.pk)
    assert [letter.uid for letter in carrier.letters] == [delivery.uid]


def test_a_worker_taken_for_dead_changes_nothing_any_more(carried_by, text_message):
    carried_by()
    delivery = text_message()
    slow = carrying._claim(carrying.Q(pk=delivery.pk), limit=1)[0]
    with time_machine.travel(timezone.now() + carrying.CLAIM + timedelta(seconds=1)):
        deliver(delivery.pk)
        assert not carrying._settle(slow, Outcome("refused", "x"))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_stopped_while_it_was_carried_it_is_called_what_it_is(carried_by, text_message, director):
    carried_by()
    delivery = text_message()
    claimed = carrying._claim(carrying.Q(pk=delivery.pk), limit=1)[0]
    cancel_delivery(delivery, by=director)
    assert carrying._settle(claimed, Outcome("delivered"))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


@pytest.mark.postgres
def test_two_workers_at_once_carry_a_delivery_once(race, carried_by):
    carrier = carried_by()
    delivery = post(to="person:1", subject="x", addresses={"sms": "1380000"}).deliveries.get()
    tried = race(*[lambda: deliver(delivery.pk)] * 6)
    assert sorted(tried) == [False] * 5 + [True]
    assert len(carrier.letters) == 1


@pytest.mark.postgres
def test_four_workers_at_once_share_many_deliveries(race, carried_by):
    carrier = carried_by()
    for number in range(100):
        post(to=f"person:{number}", subject="x", addresses={"sms": "1380000"})
    tried = race(*[deliver_due] * 4)
    assert sum(tried) == 100
    assert len({letter.uid for letter in carrier.letters}) == len(carrier.letters) == 100
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_addresses_and_old_messages_are_forgotten(carried_by, text_message):
    carried_by()
    delivery = text_message()
    deliver(delivery.pk)
    with time_machine.travel(timezone.now() + carrying.KEEP_ADDRESS + timedelta(days=1)):
        assert carrying.forget_old() == {"addresses": 1, "messages": 0}
    delivery.refresh_from_db()
    assert (delivery.address_sealed, delivery.address_masked) == ("", "")
    with time_machine.travel(timezone.now() + carrying.KEEP_MESSAGE + timedelta(days=1)):
        assert carrying.forget_old() == {"addresses": 0, "messages": 1}
    assert not Delivery.objects.exists()
