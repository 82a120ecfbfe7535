"""Many texts come into the queue at one stroke, under the rules that hold for one."""

import pytest

from tongxin.journal.models import Entry
from tongxin.moderation.actions import NothingWritten, Text, submit_many
from tongxin.moderation.models import Submission


def texts(place, resident, count):
    return [Text(text=f"讲得好，第{n}次", kind="review", author=resident, place=place)
            for n in range(count)]  # fmt: skip


def test_each_waits_and_is_journalled(village, resident, steward):
    rows = submit_many(texts(village, resident, 3), by=steward)
    assert {row.state for row in rows} == {"waiting"}
    assert Entry.objects.filter(verb="submission.made").count() == 3


def test_each_is_looked_through(village, resident, steward):
    (row,) = submit_many(
        [Text(text="打我电话13800138000", kind="review", author=resident, place=village)],
        by=steward,
    )
    assert row.flags


def test_an_empty_text_stops_all(village, resident, steward):
    empty = Text(text="  ", kind="review", author=resident, place=village)
    with pytest.raises(NothingWritten):
        submit_many([*texts(village, resident, 1), empty], by=steward)
    assert not Submission.objects.exists()


def test_many_take_as_many_queries_as_one(
    village, resident, steward, django_assert_num_queries, django_assert_max_num_queries
):
    submit_many(texts(village, resident, 1), by=steward)
    with django_assert_max_num_queries(6) as one:
        submit_many(texts(village, resident, 1), by=steward)
    with django_assert_num_queries(len(one)):
        submit_many(texts(village, resident, 50), by=steward)
