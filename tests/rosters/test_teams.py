"""A leader brings a team: by name, by number, with helpers who have no account yet."""

import pytest

from tongxin.errors import NotAllowed
from tongxin.messaging.models import Message
from tongxin.people.actions import set_capacity
from tongxin.rosters import actions
from tongxin.rosters.actions.enrolling import KeptForTeam, NotCleared, NotJoinable
from tongxin.rosters.actions.teaming import NamelessHelper, NotInTeam, TeamFull
from tongxin.rosters.models import Enrolment


@pytest.fixture
def shift(make_shift):
    return make_shift(places=3)


@pytest.fixture
def part(shift):
    return shift.post.parts.get()


def test_members_brought_hold_their_place_and_confirm(shift, part, team, crew, leader):
    rows, refused = actions.bring(shift, part=part, team=team, people=crew, by=leader)
    assert ([row.state for row in rows], refused) == (["invited", "invited"], [])
    assert actions.confirm(rows[0], by=crew[0]).state == "joined"
    assert actions.decline(rows[1], by=crew[1]).state == "declined"


def test_the_untrained_member_is_named_with_the_reason(
    shift, part, team, crew, leader, make_volunteer, officer
):
    from tongxin.people.actions import join_team

    new = make_volunteer("new-member", passed=False)
    join_team(team, new, role="member", by=officer)
    rows, refused = actions.bring(shift, part=part, team=team, people=[*crew, new], by=leader)
    assert len(rows) == 2
    assert refused[0][0] == new
    assert refused[0][1][0].sentence


def test_only_members_are_brought_and_only_by_their_leader(
    shift, part, team, crew, leader, hands, stranger
):
    with pytest.raises(NotInTeam):
        actions.bring(shift, part=part, team=team, people=[hands[0]], by=leader)
    with pytest.raises(NotAllowed):
        actions.bring(shift, part=part, team=team, people=crew, by=stranger)


def test_so_many_heads_hold_places_and_get_names_later(shift, part, team, crew, leader, hands):
    held = actions.hold_places(shift, part=part, team=team, heads=2, by=leader)
    assert held.state == "joined"
    actions.join(shift, by=hands[0])
    assert actions.join(shift, by=hands[1]).state == "waiting"
    named = actions.name_place(held, person=crew[0], by=leader)
    held.refresh_from_db()
    assert (held.heads, named.state) == (1, "invited")
    actions.name_place(held, person=crew[1], by=leader)
    held.refresh_from_db()
    assert held.state == "cancelled"
    assert sum(row.heads for row in Enrolment.objects.holding()) == 3


def test_a_held_place_gets_no_untrained_name(shift, part, team, leader, make_volunteer, officer):
    from tongxin.people.actions import join_team

    new = make_volunteer("new-member", passed=False)
    join_team(team, new, role="member", by=officer)
    held = actions.hold_places(shift, part=part, team=team, heads=1, by=leader)
    with pytest.raises(NotCleared):
        actions.name_place(held, person=new, by=leader)


def test_more_heads_than_the_role_has_are_refused(shift, part, team, leader):
    with pytest.raises(NotJoinable):
        actions.hold_places(shift, part=part, team=team, heads=4, by=leader)


def test_a_large_party_at_the_head_is_not_overtaken(shift, part, team, leader, hands):
    first = [actions.join(shift, by=person) for person in hands[:2]]
    held = actions.hold_places(shift, part=part, team=team, heads=2, by=leader)
    last = actions.join(shift, by=hands[2])
    assert (held.state, last.state) == ("waiting", "waiting")
    actions.leave(first[0], by=hands[0])
    held.refresh_from_db()
    assert held.state == "invited"


def test_places_kept_for_a_team_are_not_for_others(make_shift, team, crew, leader, hands):
    parts = [{"name": "队员", "minimum": 1, "maximum": 2, "team": team, "whole_team": True}]
    shift = make_shift(parts=parts)
    for person in (hands[0], crew[0]):
        with pytest.raises(KeptForTeam):
            actions.join(shift, by=person)
    part = shift.post.parts.get()
    rows, _refused = actions.bring(shift, part=part, team=team, people=crew, by=leader)
    assert len(rows) == 2


def test_a_helper_without_an_account_is_told_by_phone(shift, part, steward, stranger):
    row = actions.add_helper(shift, part=part, name="张大伯", phone="13900000009", by=steward)
    assert (row.state, row.shown_name) == ("joined", "张**")
    assert Message.objects.to(f"enrolment:{row.pk}").get().deliveries.get().channel == "sms"
    with pytest.raises(NamelessHelper):
        actions.add_helper(shift, part=part, name=" ", phone="", by=steward)
    with pytest.raises(NotAllowed):
        actions.add_helper(shift, part=part, name="某", phone="", by=stranger)


def test_a_team_sends_no_more_at_one_time_than_it_can(make_shift, team, crew, leader):
    set_capacity(team, 2, by=leader)
    here, there, later = (make_shift(places=9, ahead=hours) for hours in (48, 49, 72))
    part = {shift: shift.post.parts.get() for shift in (here, there, later)}
    actions.bring(here, part=part[here], team=team, people=crew[:1], by=leader)
    actions.bring(here, part=part[here], team=team, people=crew, by=leader)  # one counts once
    with pytest.raises(TeamFull):
        actions.hold_places(there, part=part[there], team=team, heads=1, by=leader)
    with pytest.raises(TeamFull):
        actions.bring(here, part=part[here], team=team, people=[leader], by=leader)
    assert actions.hold_places(later, part=part[later], team=team, heads=2, by=leader).heads == 2
