"""Many letters take as many queries as one."""

from tongxin.messaging.actions import Letter, post_many
from tongxin.messaging.models import Delivery, Message


def letters(count: int) -> list[Letter]:
    return [
        Letter(to=f"person:{n}", subject="菜单", addresses={"inapp": "", "sms": f"1380000{n:04d}"})
        for n in range(count)
    ]


def test_each_letter_is_a_message_with_its_deliveries(db):
    post_many(letters(3))
    assert Message.objects.count() == 3
    states = Delivery.objects.values_list("channel", "state")
    assert sorted(set(states)) == [("inapp", "delivered"), ("sms", "queued")]
    assert {row.address for row in Delivery.objects.filter(channel="sms")} == {
        "13800000000", "13800000001", "13800000002",
    }  # fmt: skip


def test_no_letters_are_no_messages(db, django_assert_num_queries):
    assert post_many([]) == []
    assert not Message.objects.exists()


def test_many_letters_take_as_many_queries_as_one(
    db, django_assert_num_queries, django_assert_max_num_queries
):
    post_many(letters(1))
    with django_assert_max_num_queries(8) as one:
        post_many(letters(1))
    with django_assert_num_queries(len(one)):
        post_many(letters(40))
