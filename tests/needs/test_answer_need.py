import pytest

from tongxin.errors import NotAllowed
from tongxin.messaging.models import Message
from tongxin.needs.actions import (
    IllegalJump,
    accept_need,
    answer_needs,
    cancel_dispatch,
    close_need,
    complete_need,
    dispatch_needs,
    mark_reviewed,
    reject_needs,
    reopen_need,
    return_need,
    start_service,
    withdraw_need,
)
from tongxin.needs.actions.answering import NoReport
from tongxin.needs.actions.triaging import Incomplete
from tongxin.needs.models import Need, Step


@pytest.fixture
def dispatched(listed, team, officer):
    return dispatch_needs([listed], team=team, by=officer)[0]


def test_the_whole_way_of_a_need(dispatched, leader, resident, steward):
    accept_need(dispatched, by=leader)
    start_service(dispatched, by=leader)
    complete_need(dispatched, report="讲了三道题", by=leader)
    mark_reviewed(dispatched, by=resident)
    need = close_need(dispatched, by=steward)
    assert need.state == "closed"
    assert list(Step.objects.values_list("state", flat=True)) == [
        "pending", "listed", "dispatched", "accepted", "in_service", "completed", "reviewed",
        "closed",
    ]  # fmt: skip


def test_declining_puts_it_back_and_keeps_who_had_it(dispatched, leader, team):
    need = return_need(dispatched, reason="老师生病", by=leader)
    assert (need.state, need.team) == ("listed", None)
    kept = need.assignments.get()
    assert (kept.team, kept.state, kept.reason) == (team, "returned", "老师生病")


def test_the_desk_takes_it_back_and_sends_it_again(dispatched, team, officer):
    cancel_dispatch(dispatched, reason="换一队", by=officer)
    dispatch_needs([dispatched], team=team, by=officer)
    assert [a.state for a in dispatched.assignments.all()] == ["cancelled", "offered"]


def test_completion_needs_a_report(dispatched, leader):
    accept_need(dispatched, by=leader)
    with pytest.raises(NoReport):
        complete_need(dispatched, report=" ", by=leader)


def test_the_requester_is_asked_whether_it_was_solved(listed, team, leader, resident):
    answer_needs([listed], team=team, report="本周网课", answer_url="/menu/1", by=leader)
    subjects = Message.objects.to(f"person:{resident.pk}").values_list("subject", flat=True)
    assert any(listed.tracking_code_shown in s for s in subjects)
    assert Need.objects.get(pk=listed.pk).state == "completed"


def test_only_the_one_who_asked_reviews(listed, team, leader, stranger):
    answer_needs([listed], team=team, report="本周网课", answer_url="", by=leader)
    with pytest.raises(NotAllowed):
        mark_reviewed(listed, by=stranger)


def test_not_solved_opens_it_again_with_its_history(listed, team, leader, resident):
    answer_needs([listed], team=team, report="本周网课", answer_url="", by=leader)
    need = reopen_need(listed, reason="没解决", by=resident)
    assert (need.state, need.times_reopened, need.completed_at) == ("listed", 1, None)
    assert need.assignments.count() == 1


def test_a_pending_need_cannot_jump_to_a_team(need, team, officer):
    with pytest.raises(IllegalJump):
        dispatch_needs([need], team=team, by=officer)


def test_another_teams_leader_may_not_accept(dispatched, stranger):
    with pytest.raises(NotAllowed):
        accept_need(dispatched, by=stranger)


def test_a_rejection_says_why(need, steward, resident):
    with pytest.raises(Incomplete):
        reject_needs([need], reason="", by=steward)
    (rejected,) = reject_needs([need], reason="这是广告", by=steward)
    assert rejected.state == "rejected"
    assert Message.objects.to(f"person:{resident.pk}").filter(body="这是广告").exists()


def test_only_the_requester_withdraws(need, steward, resident):
    with pytest.raises(NotAllowed):
        withdraw_need(need, by=steward)
    assert withdraw_need(need, by=resident).state == "withdrawn"


def test_a_neighbour_sees_only_what_is_public(need, make_person, village):
    neighbour = make_person("old-zhang", home=village)
    assert not Need.objects.visible_to(neighbour).exists()
    assert not Need.objects.public().exists()
