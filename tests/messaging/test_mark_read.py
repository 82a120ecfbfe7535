import pytest

from tongxin.errors import NotFound
from tongxin.messaging.actions import mark_all_read, mark_read, post
from tongxin.messaging.models import Message


@pytest.fixture
def message(resident):
    return post(to=f"person:{resident.pk}", subject="您好", addresses={"inapp": ""})


def test_reading_a_message_marks_it_once(message, resident):
    first = mark_read(message, by=resident).read_at
    assert mark_read(message, by=resident).read_at == first
    assert Message.objects.unread_count(resident) == 0


def test_a_stranger_neither_sees_nor_marks_it(message, stranger):
    assert not Message.objects.visible_to(stranger).exists()
    with pytest.raises(NotFound):
        mark_read(message, by=stranger)


def test_all_are_marked_and_nobody_else_s(message, resident, stranger):
    post(to=f"person:{resident.pk}", subject="又一条", addresses={"inapp": ""})
    post(to=f"person:{stranger.pk}", subject="别人的", addresses={"inapp": ""})
    assert mark_all_read(by=resident) == 2
    assert mark_all_read(by=resident) == 0
    assert Message.objects.unread_count(stranger) == 1


def test_the_unread_count_costs_one_query(message, resident, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert Message.objects.unread_count(resident) == 1
