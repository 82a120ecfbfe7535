"""Which teams are suggested for a need: nearest first; of equals, who has least in hand."""

import pytest

from tongxin.needs.actions import answer_needs, decide_needs, dispatch_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.nearby import teams_for
from tongxin.people.actions import create_team, join_team

HANDS = Judgement(route="hands", service_class="information", urgency=3)


@pytest.fixture
def teams(town, other_town, officer, director, make_person):
    """Three teams of no platform: two in the need's town, one in another."""
    made = {}
    for name, at in (("甲", town), ("乙", town), ("远", other_town)):
        made[name] = create_team(name=name, at=at, platform=None, by=director)
        join_team(made[name], make_person(f"leads-{name}"), role="leader", by=director)
    return made


@pytest.fixture
def hands(make_need, steward):
    needs = [make_need(words=f"帮奶奶买药 {n}") for n in range(4)]
    return decide_needs(needs, judgement=HANDS, by=steward)


def suggested(need) -> list[tuple[str, int]]:
    return [(one.team.name, one.in_hand) for one in teams_for(need)]


def test_the_nearest_come_first_and_of_those_the_least_laden(teams, hands, director):
    assert suggested(hands[0]) == [("甲", 0), ("乙", 0), ("远", 0)]
    dispatch_needs(hands[1:3], team=teams["甲"], by=director)
    assert suggested(hands[0]) == [("乙", 0), ("甲", 2), ("远", 0)]


def test_what_a_team_has_done_is_not_in_its_hands(teams, hands, director):
    answer_needs(hands[1:], team=teams["甲"], report="已办好", answer_url="", by=director)
    assert suggested(hands[0])[0] == ("甲", 0)


def test_teams_are_weighed_by_two_queries(teams, hands, django_assert_num_queries):
    with django_assert_num_queries(2):
        teams_for(hands[0])
