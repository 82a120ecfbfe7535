import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.needs.actions import IllegalJump, accept_need, decide_needs, dispatch_needs
from tongxin.needs.actions.triaging import Incomplete, Judgement
from tongxin.needs.models import Decision, Need, Proposal

MENU = Judgement(route="menu", platform="education", urgency=3)


def test_a_decided_need_is_on_the_list(need, steward):
    (decided,) = decide_needs([need], judgement=MENU, by=steward)
    assert (decided.state, decided.platform_id, decided.urgency) == ("listed", "education", 3)
    assert Entry.objects.filter(verb="need.listed", on=f"need:{need.pk}").exists()


def test_many_are_decided_at_one_stroke(make_need, steward):
    needs = [make_need(words=f"想学太极拳 {n}") for n in range(12)]
    decide_needs(needs, judgement=MENU, by=steward)
    assert Need.objects.filter(state="listed").count() == 12


def test_a_decision_that_differs_from_the_proposal_is_kept(need, steward):
    Proposal.objects.create(need=need, route="refer", refer_to="12345", urgency=4, confidence=0.6)
    decide_needs([need], judgement=MENU, by=steward)
    assert Decision.objects.get().differs


def test_a_decision_that_agrees_teaches_nothing(need, steward):
    Proposal.objects.create(
        need=need, route="menu", platform_code="education", urgency=3, confidence=0.9
    )
    decide_needs([need], judgement=MENU, by=steward)
    assert not Decision.objects.get().differs


def test_another_departments_duty_is_referred_and_the_resident_told(need, steward, resident):
    judgement = Judgement(route="refer", refer_to="12345", urgency=4)
    (referred,) = decide_needs([need], judgement=judgement, by=steward)
    assert referred.state == "referred"
    subjects = Message.objects.to(f"person:{resident.pk}").values_list("subject", flat=True)
    assert any("12345" in subject for subject in subjects)


def test_an_emergency_is_always_urgency_one(need, steward):
    judgement = Judgement(route="emergency", urgency=4)
    assert decide_needs([need], judgement=judgement, by=steward)[0].urgency == 1


def test_deciding_again_corrects(listed, steward):
    judgement = Judgement(route="hands", service_class="information", urgency=2)
    (again,) = decide_needs([listed], judgement=judgement, by=steward)
    assert (again.state, again.platform_id, again.service_class_id) == (
        "listed", None, "information",
    )  # fmt: skip


@pytest.mark.parametrize("route", ["menu", "hands", "refer", ""])
def test_a_decision_without_its_part_is_refused(need, steward, route):
    with pytest.raises(Incomplete):
        decide_needs([need], judgement=Judgement(route=route, urgency=3), by=steward)


def test_a_need_already_being_answered_is_not_decided_again(listed, officer, team, leader, steward):
    dispatch_needs([listed], team=team, by=officer)
    accept_need(listed, by=leader)
    with pytest.raises(IllegalJump):
        decide_needs([listed], judgement=MENU, by=steward)


def test_a_stranger_may_not_decide(need, stranger):
    with pytest.raises(NotAllowed):
        decide_needs([need], judgement=MENU, by=stranger)


def test_phones_and_flats_do_not_reach_the_public(make_need, steward):
    need = make_need(words="请打13812345678，3幢2单元501室")
    (decided,) = decide_needs([need], judgement=MENU, by=steward)
    assert "13812345678" not in decided.shown_words
    assert "501" not in decided.shown_words
