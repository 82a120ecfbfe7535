"""Two accounts of one human: what was written on one is the other's, whoever judged it."""

import pytest

from tongxin.errors import NotAllowed
from tongxin.moderation.actions import decide, submit, take_over
from tongxin.moderation.models import Submission


def test_texts_go_along(resident, stranger, village, director):
    made = submit("老师讲得很好", kind="review", author=resident, place=village, by=resident)
    take_over(stranger, resident, director)
    made.refresh_from_db()
    assert (made.author, made.author_key) == (stranger, f"person:{stranger.pk}")


def test_nobody_becomes_the_judge_of_their_own_words(resident, moderator, village, director):
    made = submit("老师讲得很好", kind="review", author=resident, place=village, by=resident)
    decide([made], verdict="passed", by=moderator)
    take_over(moderator, resident, director)
    assert Submission.objects.get().author == resident


def test_only_who_merges_in_the_register_moves_texts(resident, stranger, officer):
    with pytest.raises(NotAllowed):
        take_over(stranger, resident, officer)
