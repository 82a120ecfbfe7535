import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.moderation.actions import (
    AlreadyDecided,
    CannotAppeal,
    NothingWritten,
    OwnSubmission,
    ReasonMissing,
    SamePerson,
    appeal,
    decide,
    decide_appeal,
    return_to_queue,
)
from tongxin.moderation.models import Submission
from tongxin.people.actions import give_grant, robot


@pytest.fixture
def appealed(refused, resident):
    return appeal(refused, words="我说的是居委会的活动", by=resident)


def test_the_author_asks_for_a_second_look(refused, resident):
    asked = appeal(refused, words="我说的是居委会的活动", by=resident)
    assert (asked.state, asked.appeal_words) == ("appealed", "我说的是居委会的活动")
    assert Entry.objects.about(asked).filter(verb="submission.appealed").exists()
    assert not Submission.objects.public().exists()


def test_an_author_without_an_account_asks_with_the_key(written, moderator):
    made = written("加群", author=None, author_key="need:5", by=robot("resident-door"))
    decide([made], verdict="refused", reason="含广告", by=moderator)
    door = robot("resident-door")
    with pytest.raises(NotAllowed):
        appeal(made, words="不是广告", by=door, author_key="need:6")
    assert appeal(made, words="不是广告", by=door, author_key="need:5").state == "appealed"


def test_only_the_author_may_ask(refused, stranger):
    for key in ["", refused.author_key]:
        with pytest.raises(NotAllowed):
            appeal(refused, words="x", by=stranger, author_key=key)


def test_an_appeal_says_why(refused, resident):
    with pytest.raises(NothingWritten):
        appeal(refused, words=" ", by=resident)


def test_what_was_not_refused_cannot_be_appealed(written, resident):
    with pytest.raises(CannotAppeal):
        appeal(written(), words="快点", by=resident)


def test_an_appeal_is_made_once(appealed, resident, director):
    decide_appeal(appealed, verdict="upheld", reason="仍属广告", by=director)
    with pytest.raises(CannotAppeal):
        appeal(appealed, words="再来", by=resident)


def test_somebody_else_grants_it_and_the_text_is_shown(appealed, director, resident):
    decide_appeal(appealed, verdict="passed", reason="确是居委会活动", by=director)
    assert Submission.objects.public().get() == appealed
    newest = Message.objects.visible_to(resident).first()
    assert "确是居委会活动" in newest.body
    assert Entry.objects.about(appealed).filter(verb="submission.appeal_granted").exists()


def test_somebody_else_stays_with_the_refusal_and_says_why(appealed, director, resident):
    decide_appeal(appealed, verdict="upheld", reason="仍属广告", by=director)
    appealed.refresh_from_db()
    assert (appealed.state, appealed.appeal_reason) == ("upheld", "仍属广告")
    assert "仍属广告" in Message.objects.visible_to(resident).first().body


def test_who_refused_does_not_answer_the_appeal(appealed, moderator, city):
    give_grant(moderator, role="director", at=city, by=robot("installer"))
    with pytest.raises(SamePerson):
        decide_appeal(appealed, verdict="passed", reason="x", by=moderator)
    appealed.refresh_from_db()
    assert appealed.state == "appealed"


def test_nobody_answers_their_own_appeal(refused, resident, city):
    appeal(refused, words="x", by=resident)
    give_grant(resident, role="director", at=city, by=robot("installer"))
    with pytest.raises(OwnSubmission):
        decide_appeal(refused, verdict="passed", reason="x", by=resident)


def test_an_answer_says_why(appealed, director):
    with pytest.raises(ReasonMissing):
        decide_appeal(appealed, verdict="upheld", reason="", by=director)


@pytest.mark.parametrize("who", ["stranger", "moderator", "officer", "auditor"])
def test_only_the_centre_answers_appeals(appealed, who, request):
    with pytest.raises(NotAllowed):
        decide_appeal(appealed, verdict="passed", reason="x", by=request.getfixturevalue(who))


def test_an_appealed_decision_is_not_taken_back_behind_the_appeal(appealed, moderator):
    with pytest.raises(AlreadyDecided):
        return_to_queue(appealed, by=moderator)


def test_an_answered_appeal_is_not_answered_again(appealed, director):
    decide_appeal(appealed, verdict="upheld", reason="x", by=director)
    with pytest.raises(AlreadyDecided):
        decide_appeal(appealed, verdict="passed", reason="y", by=director)


@pytest.mark.postgres
def test_an_appeal_pressed_twice_is_one(race, refused, resident):
    ends = race(*[lambda: appeal(refused, words="x", by=resident)] * 3)
    assert sum(isinstance(end, CannotAppeal) for end in ends) == 2
