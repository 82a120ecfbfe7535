import pytest

from tongxin.errors import NotAllowed
from tongxin.feedback.actions import answer_suggestion, make_suggestion, own_suggestion
from tongxin.feedback.actions.suggesting import AlreadyAnswered, NoAnswer
from tongxin.feedback.models import Suggestion
from tongxin.messaging.models import Message


@pytest.fixture
def suggestion(resident, village):
    return make_suggestion("周末也开网课就好了", at=village, author=resident, by=resident)


def test_a_suggestion_has_a_due_date_an_owner_and_an_answer(suggestion, officer, resident):
    assert (suggestion.due_at - suggestion.made_at).days in {6, 7}
    own_suggestion(suggestion, owner=officer, by=officer)
    done = answer_suggestion(suggestion, answer="下周起周六加一场。", by=officer)
    assert (done.state, done.owner) == ("answered", officer)
    assert Message.objects.to(f"person:{resident.pk}").filter(body=done.answer).exists()


def test_it_is_answered_once_and_with_words(suggestion, officer):
    with pytest.raises(NoAnswer):
        answer_suggestion(suggestion, answer=" ", by=officer)
    answer_suggestion(suggestion, answer="好", by=officer)
    with pytest.raises(AlreadyAnswered):
        answer_suggestion(suggestion, answer="再答", by=officer)


def test_a_stranger_neither_sees_nor_answers(suggestion, stranger):
    assert not Suggestion.objects.visible_to(stranger).exists()
    with pytest.raises(NotAllowed):
        answer_suggestion(suggestion, answer="好", by=stranger)
