import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.moderation.actions import (
    AlreadyDecided,
    LookAtEachAlone,
    OwnSubmission,
    ReasonMissing,
    decide,
    return_to_queue,
)
from tongxin.moderation.models import Submission
from tongxin.people.actions import robot


def test_a_passed_text_is_public(written, moderator):
    made = written()
    decide([made], verdict="passed", by=moderator)
    assert Submission.objects.public().get() == made
    entry = Entry.objects.filter(verb="submission.passed").get()
    assert (entry.on, entry.by) == (f"submission:{made.pk}", f"person:{moderator.pk}")


def test_who_is_refused_learns_why(written, moderator, resident):
    made = written("加群领取优惠")
    decide([made], verdict="refused", reason="含广告", by=moderator)
    made.refresh_from_db()
    assert (made.state, made.reason) == ("refused", "含广告")
    message = Message.objects.visible_to(resident).get()
    assert "含广告" in message.body
    assert "加群领取优惠" in message.body


def test_who_has_no_account_learns_it_at_the_tracking_page(written, moderator):
    made = written("加群", author=None, author_key="need:5", by=robot("resident-door"))
    decide([made], verdict="refused", reason="含广告", by=moderator)
    assert "含广告" in Message.objects.to("need:5").get().body


def test_nobody_is_refused_without_a_reason(written, moderator):
    made = written()
    with pytest.raises(ReasonMissing):
        decide([made], verdict="refused", reason="  ", by=moderator)
    made.refresh_from_db()
    assert made.is_waiting


def test_many_are_refused_with_one_reason(written, moderator, resident):
    made = [written(f"广告{number}") for number in range(30)]
    done = decide(made, verdict="refused", reason="与活动无关", by=moderator)
    assert len(done.done) == 30
    assert set(Submission.objects.values_list("state", "reason")) == {("refused", "与活动无关")}
    assert Message.objects.visible_to(resident).count() == 30
    assert Entry.objects.filter(verb="submission.refused").count() == 30


def test_what_somebody_else_decided_meanwhile_stays(written, moderator, director):
    mine, theirs = written("一"), written("二")
    decide([theirs], verdict="passed", by=director)
    done = decide([mine, theirs], verdict="refused", reason="重复", by=moderator)
    assert (done.done, done.too_late) == ([mine], [theirs.pk])
    theirs.refresh_from_db()
    assert theirs.is_public


def test_a_decided_text_cannot_be_decided_again(written, moderator):
    made = written()
    decide([made], verdict="passed", by=moderator)
    with pytest.raises(AlreadyDecided):
        decide([made], verdict="refused", reason="x", by=moderator)


def test_held_texts_are_not_passed_in_bulk(written, moderator):
    held, clean = written("我不想活了"), written()
    with pytest.raises(LookAtEachAlone):
        decide([held, clean], verdict="passed", by=moderator)
    assert Submission.objects.waiting().count() == 2
    decide([held], verdict="passed", by=moderator)
    assert Submission.objects.public().get() == held


def test_nobody_decides_their_own_text(written, moderator):
    with pytest.raises(OwnSubmission):
        decide([written(author=moderator, by=moderator)], verdict="passed", by=moderator)


@pytest.mark.parametrize("who", ["stranger", "resident", "steward", "auditor"])
def test_only_who_may_decide_decides(written, who, request):
    with pytest.raises(NotAllowed):
        decide([written()], verdict="passed", by=request.getfixturevalue(who))


def test_an_officer_decides_in_the_own_town_only(written, officer, other_village):
    decide([written()], verdict="passed", by=officer)
    there = written("别的镇", place=other_village)
    with pytest.raises(NotAllowed):
        decide([written("本镇"), there], verdict="passed", by=officer)
    assert there not in Submission.objects.visible_to(officer)


def test_a_decision_can_be_taken_back(written, moderator):
    made = written()
    decide([made], verdict="passed", by=moderator)
    return_to_queue(made, by=moderator)
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("waiting", None)
    assert not Submission.objects.public().exists()
    assert Entry.objects.about(made).filter(verb="submission.returned").get().facts["was"]


def test_a_stranger_takes_no_decision_back(written, moderator, stranger):
    made = written()
    decide([made], verdict="passed", by=moderator)
    with pytest.raises(NotAllowed):
        return_to_queue(made, by=stranger)


def test_what_waits_cannot_be_taken_back(written, moderator):
    with pytest.raises(AlreadyDecided):
        return_to_queue(written(), by=moderator)


@pytest.mark.postgres
def test_two_moderators_at_once_decide_a_text_once(race, written, moderator, director, resident):
    made = written()
    ends = race(
        lambda: decide([made], verdict="passed", by=moderator),
        lambda: decide([made], verdict="refused", reason="x", by=director),
    )
    refusals = [end for end in ends if isinstance(end, AlreadyDecided)]
    assert len(refusals) == 1
    made.refresh_from_db()
    told = Message.objects.visible_to(resident).count()
    assert told == (1 if made.state == "refused" else 0)
    assert Entry.objects.about(made).exclude(verb="submission.made").count() == 1
