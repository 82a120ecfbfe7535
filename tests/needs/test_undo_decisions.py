from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.needs.actions import (
    decide_needs,
    decide_pending,
    dispatch_needs,
    reject_needs,
    undo_decisions,
)
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.actions.undoing import TooLateToUndo
from tongxin.needs.models import Decision, Proposal

MENU = Judgement(route="menu", platform="education", urgency=3)


def test_the_last_decision_can_be_taken_back(listed, steward):
    (back,) = undo_decisions([listed], by=steward)
    assert (back.state, back.route, back.platform, back.public_words) == ("pending", "", None, "")
    assert Decision.objects.get().undone_at
    assert Entry.objects.filter(verb="need.undone", on=f"need:{listed.pk}").exists()


def test_what_was_undone_keeps_its_place_in_the_queue(need, steward):
    since = need.state_since
    decide_needs([need], judgement=MENU, by=steward)
    assert undo_decisions([need], by=steward)[0].state_since == since


def test_what_was_undone_teaches_nothing(need, steward):
    Proposal.objects.create(need=need, route="refer", refer_to="12345", urgency=2, confidence=0.6)
    decide_needs([need], judgement=MENU, by=steward)
    (back,) = undo_decisions([need], by=steward)
    assert not Decision.objects.filter(differs=True).exists()
    assert back.urgency == 2


def test_a_rejection_can_be_taken_back(need, steward):
    reject_needs([need], reason="这是广告", by=steward)
    (back,) = undo_decisions([need], by=steward)
    assert (back.state, back.reason) == ("pending", "")


def test_after_a_minute_it_stays(listed, steward):
    with (
        time_machine.travel(timezone.now() + timedelta(seconds=90), tick=False),
        pytest.raises(TooLateToUndo),
    ):
        undo_decisions([listed], by=steward)


def test_what_somebody_went_on_with_stays(listed, team, officer, steward):
    dispatch_needs([listed], team=team, by=officer)
    with pytest.raises(TooLateToUndo):
        undo_decisions([listed], by=steward)


def test_nobody_takes_back_anothers_decision(listed, officer):
    with pytest.raises(TooLateToUndo):
        undo_decisions([listed], by=officer)


def test_a_stranger_takes_nothing_back(listed, stranger):
    with pytest.raises(NotAllowed):
        undo_decisions([listed], by=stranger)


def test_each_need_of_the_queue_is_decided_by_its_own_judgement(make_need, steward):
    one, other = make_need("想学太极拳"), make_need("药吃完了没人去取")
    hands = Judgement(route="hands", service_class="guarding", urgency=2)
    outcome = decide_pending({one: MENU, other: hands}, by=steward)
    assert {(n.platform_id, n.service_class_id) for n in outcome.decided} == {
        ("education", None), (None, "guarding"),
    }  # fmt: skip


def test_what_a_colleague_decided_a_moment_ago_stays(need, listed, officer, make_need):
    fresh = make_need("想学剪纸")
    refer = Judgement(route="refer", refer_to="12345", urgency=4)
    outcome = decide_pending({listed: refer, fresh: refer}, by=officer)
    assert (outcome.decided, outcome.gone) == ([fresh], [listed])
    listed.refresh_from_db()
    assert listed.route == "menu"


def test_a_stranger_decides_nothing_in_the_queue(need, stranger):
    with pytest.raises(NotAllowed):
        decide_pending({need: MENU}, by=stranger)


def test_two_stewards_at_once_decide_once(race, need, steward, officer):
    hands = Judgement(route="hands", service_class="guarding", urgency=2)
    ends = race(
        lambda: decide_pending({need: MENU}, by=steward),
        lambda: decide_pending({need: hands}, by=officer),
    )
    assert sorted(len(end.decided) for end in ends) == [0, 1]
    assert Decision.objects.count() == 1
