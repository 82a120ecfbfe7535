import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.needs.actions import (
    IllegalJump,
    answer_needs,
    decide_likeness,
    decide_needs,
    dispatch_needs,
    merge_needs,
    unmerge_need,
)
from tongxin.needs.actions.merging import NotMergeable, TooFarApart
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Likeness, Need


@pytest.fixture
def neighbour(make_person, village):
    return make_person("auntie-li", name="李阿姨", home=village)


@pytest.fixture
def second(make_need, neighbour):
    """The same matter, told by a neighbour, a little later."""
    return make_need("三年级数学网课听不懂", by=neighbour, requester=neighbour, channel="web")


def test_a_merged_need_keeps_its_requester_and_tells_them(listed, second, neighbour, steward):
    into = merge_needs([second], into=listed, by=steward)
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.requester) == ("merged", into, neighbour)
    assert Message.objects.to(f"person:{neighbour.pk}").filter(subject__contains="同").exists()
    assert Entry.objects.filter(verb="need.merged", on=f"need:{second.pk}").exists()


def test_all_requesters_are_told_when_the_standing_one_is_answered(
    listed, second, neighbour, steward, team, leader
):
    merge_needs([second], into=listed, by=steward)
    answer_needs([listed], team=team, report="周六上午答疑", answer_url="/menu/1", by=leader)
    told = Message.objects.to(f"person:{neighbour.pk}")
    assert told.filter(body__contains="周六上午答疑").exists()


def test_a_chain_of_merges_is_flat(listed, second, make_need, steward):
    third = make_need("数学课听不懂")
    merge_needs([third], into=second, by=steward)
    merge_needs([second], into=listed, by=steward)
    third.refresh_from_db()
    assert third.merged_into_id == listed.pk


def test_another_towns_matter_is_another_need(listed, other_village, make_person, director):
    from tongxin.needs.actions import raise_need

    far = raise_need(by=director, at=other_village, words="听不懂数学", channel="phone")
    with pytest.raises(TooFarApart):
        merge_needs([far], into=listed, by=director)


def test_nothing_joins_what_is_over(listed, second, team, leader, steward):
    answer_needs([listed], team=team, report="好了", answer_url="", by=leader)
    with pytest.raises(NotMergeable):
        merge_needs([second], into=listed, by=steward)


def test_what_a_team_has_in_hand_is_not_merged_away(listed, second, team, officer):
    dispatch_needs([listed], team=team, by=officer)
    with pytest.raises(IllegalJump):
        merge_needs([listed], into=second, by=officer)


def test_merging_with_itself_changes_nothing(listed, steward):
    assert merge_needs([listed], into=listed, by=steward).state == "listed"


def test_a_stranger_may_not_merge(listed, second, stranger):
    with pytest.raises(NotAllowed):
        merge_needs([second], into=listed, by=stranger)


def test_parting_goes_on_from_where_it_stood(listed, second, steward, neighbour):
    merge_needs([second], into=listed, by=steward)
    parted = unmerge_need(second, by=steward)
    assert (parted.state, parted.merged_into) == ("pending", None)
    assert Entry.objects.filter(verb="need.unmerged").exists()
    assert Message.objects.to(f"person:{neighbour.pk}").filter(subject__contains="单独").exists()


def test_a_decided_one_goes_back_to_the_list(listed, second, steward):
    judgement = Judgement(route="menu", platform="education", urgency=3)
    decide_needs([second], judgement=judgement, by=steward)
    merge_needs([second], into=listed, by=steward)
    assert unmerge_need(second, by=steward).state == "listed"


def test_only_what_was_joined_can_be_parted(listed, steward, stranger, second):
    with pytest.raises(IllegalJump):
        unmerge_need(listed, by=steward)
    merge_needs([second], into=listed, by=steward)
    with pytest.raises(NotAllowed):
        unmerge_need(second, by=stranger)


@pytest.fixture
def likeness(listed, second):
    return Likeness.objects.create(need=second, other=listed, likeness=0.91)


def test_saying_the_same_joins_the_later_with_the_earlier(likeness, listed, steward):
    decided = decide_likeness(likeness, same=True, by=steward)
    assert (decided.state, decided.decided_by) == ("same", steward)
    assert Need.objects.get(pk=likeness.need_id).merged_into == listed


def test_saying_different_keeps_them_apart(likeness, steward):
    assert decide_likeness(likeness, same=False, by=steward).state == "different"
    assert Need.objects.get(pk=likeness.need_id).state == "pending"


def test_a_likeness_is_decided_once(likeness, steward):
    decide_likeness(likeness, same=False, by=steward)
    with pytest.raises(NotMergeable):
        decide_likeness(likeness, same=True, by=steward)


def test_a_stranger_decides_no_likeness(likeness, stranger):
    with pytest.raises(NotAllowed):
        decide_likeness(likeness, same=True, by=stranger)


def test_a_join_at_the_triage_desk_is_taken_back_with_one_key(client, likeness, steward, listed):
    client.force_login(steward)
    client.post(f"/desk/triage/likenesses/{likeness.pk}/same")
    assert Need.objects.get(pk=likeness.need_id).merged_into == listed
    assert 'data-key="u"' in client.get("/desk/triage").text
    client.post("/desk/triage/undoing")
    parted = Need.objects.get(pk=likeness.need_id)
    assert (parted.state, parted.merged_into) == ("pending", None)
    client.post("/desk/triage/undoing")  # pressed again: nothing more to take back
    assert Need.objects.get(pk=likeness.need_id).state == "pending"
