"""Teams are sent as teams where asked, first; individuals fill the rest (rule 32)."""

import pytest

from tongxin.dispatch import actions
from tongxin.dispatch.models import Offer
from tongxin.journal.actions import key_of
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import create_team, join_team
from tongxin.rosters.actions import confirm, decline, leave
from tongxin.rosters.models import Enrolment

ROLE = {"name": "救援队", "minimum": 2, "maximum": 3, "whole_team": True}
ALONE = {"name": "协助", "minimum": 1, "maximum": 1}


@pytest.fixture
def make_crew(village, officer, make_person, make_volunteer):
    """A team with a leader who is no volunteer, and so many members."""

    def make(name, members=2, **parts):
        team = create_team(at=village, name=name, by=officer)
        leader = make_person(f"leader-{name}")
        join_team(team, leader, role="leader", by=officer)
        people = [make_volunteer(f"{name}-{n}", **parts) for n in range(members)]
        for person in people:
            join_team(team, person, role="member", by=officer)
        return team, leader, people

    return make


def test_a_whole_team_is_chosen_and_its_leader_is_asked(
    make_plan, make_shift, make_crew, officer, work
):
    shift = make_shift(parts=[ROLE])
    team, leader, people = make_crew("蓝天")
    plan = make_plan()
    row = plan.team_placements.get()
    assert (row.team, row.heads, plan.gap) == (team, 2, 0)
    assert Enrolment.objects.count() == 0
    actions.send_plan(plan, by=officer)
    work()
    asked = shift.enrolments.get()
    assert (asked.team, asked.heads, asked.state, asked.person) == (team, 2, "invited", None)
    assert Message.objects.filter(recipient=f"person:{leader.pk}", about=key_of(asked)).exists()
    members = [f"person:{person.pk}" for person in people]
    assert not Message.objects.filter(recipient__in=members, about=key_of(asked)).exists()
    assert Offer.objects.get().plan == plan
    confirm(asked, by=leader)
    assert Enrolment.objects.get(pk=asked.pk).state == "joined"
    assert Entry.objects.filter(verb="plan.drawn", facts__teams=1).exists()


def test_who_goes_with_the_team_is_not_asked_alone(
    make_plan, make_shift, make_crew, make_volunteer
):
    make_shift(parts=[ROLE, ALONE])
    _team, _leader, people = make_crew("蓝天")
    plan = make_plan()
    assert plan.team_placements.count() == 1
    assert plan.placements.count() == 0  # nobody else is there, and the team is not split
    other = make_volunteer("other")
    plan = make_plan()
    assert plan.placements.get().person == other
    assert other not in people


def test_a_team_with_too_few_who_may_stand_there_is_not_sent(make_plan, make_shift, make_crew):
    make_shift(parts=[ROLE])
    make_crew("untaught", passed=False)
    make_crew("small", members=1)
    plan = make_plan()
    assert plan.team_placements.count() == 0
    assert plan.figures["teams_asked"] == 1
    assert plan.gap == 0


def test_the_nearest_team_goes_with_no_more_than_it_said(make_plan, make_shift, make_crew, officer):
    make_shift(parts=[ROLE])
    near, _leader, _people = make_crew("near", members=4)
    make_crew("far", members=4, latitude=31.5)
    near.capacity = 2
    near.save()
    row = make_plan().team_placements.get()
    assert (row.team, row.heads) == (near, 2)


def test_a_place_for_one_team_is_for_no_other(make_plan, make_shift, make_crew):
    named, _leader, _people = make_crew("named", latitude=31.5)
    make_crew("near")
    make_shift(parts=[ROLE | {"team": named}])
    assert make_plan().team_placements.get().team == named


def test_a_team_goes_once_a_day(make_plan, make_post, make_crew, officer, village):
    make_post(parts=[ROLE], title="东卡口")
    make_post(parts=[ROLE], title="西卡口")
    make_crew("蓝天")
    assert make_plan().team_placements.count() == 1


def test_a_team_that_declines_costs_nothing_and_the_next_is_asked(
    make_plan, make_shift, make_crew, officer, work
):
    shift = make_shift(parts=[ROLE])
    first, leader, _people = make_crew("near")
    second, _leader, _more = make_crew("far", latitude=31.5)
    actions.send_plan(make_plan(), by=officer)
    work()
    decline(shift.enrolments.get(), by=leader)
    work()
    assert list(shift.enrolments.order_by("pk").values_list("team", "state")) == [
        (first.pk, "declined"), (second.pk, "invited"),
    ]  # fmt: skip
    assert list(Offer.objects.order_by("pk").values_list("wave", flat=True)) == [1, 2]


def test_a_plan_drawn_again_leaves_the_team_that_said_no_in_peace(
    make_plan, make_shift, make_crew, officer, work
):
    shift = make_shift(parts=[ROLE])
    _team, leader, _people = make_crew("蓝天")
    actions.send_plan(make_plan(), by=officer)
    work()
    row = confirm(shift.enrolments.get(), by=leader)
    leave(row, by=leader)
    assert make_plan().team_placements.count() == 0


def test_a_place_kept_for_a_team_goes_to_its_members_alone(
    make_plan, make_shift, make_crew, make_volunteer, officer, work
):
    team, _leader, people = make_crew("蓝天", members=1, latitude=31.3)
    make_volunteer("near")
    shift = make_shift(parts=[{"name": "队员", "minimum": 1, "maximum": 2, "team": team}])
    plan = make_plan()
    assert [row.person for row in plan.placements.all()] == people
    actions.send_plan(plan, by=officer)
    work()
    assert [row.person for row in shift.enrolments.all()] == people
    assert actions.refill(shift, reason="by_hand", by=officer) == 0


def test_the_pages_show_teams_what_is_missing_and_the_map(
    client, make_plan, make_shift, make_crew, hands, make_kit, officer, village
):
    make_kit({"mask": 2}, kind="")
    make_shift(parts=[ROLE, ALONE])
    team, _leader, _people = make_crew("蓝天")
    plan = make_plan()
    client.force_login(officer)
    page = client.get(f"/desk/plans/{plan.pk}").content.decode()
    assert team.name in page
    assert "口罩" in page
    shown = client.get(f"/desk/plans/{plan.pk}/map")
    assert village.name in shown.content.decode()
    (cell,) = client.get(f"/desk/plans/{plan.pk}/cells").json()["features"]
    assert cell["properties"]["value"] == "1/1"
