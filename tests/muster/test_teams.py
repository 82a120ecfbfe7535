"""Teams go as whole blocks, first; individuals fill the rest; none is split that may not be."""

from dataclasses import replace

import numpy as np
import pytest

import muster
from muster.problem import BadProblem
from muster.teams import Teams, around_teams, send, team_problem
from muster.verify import verify
from tests.muster import instances, oracle


def with_teams(seed, problem=None):
    """Draw a problem with a third of its volunteers in teams that some demands ask for."""
    draw = np.random.default_rng(seed + 70_000)
    problem = problem or instances.draw_problem(
        seed, 60, 20, most_seats=9,
        availability=lambda random, column: column | random.integers(0, 128, column.size),
        required=lambda random, column: column & random.integers(0, 8, column.size),
        qualifications=lambda random, column: column | 3,
        weekly_cap=lambda random, column: column + 1,
    )  # fmt: skip
    many = 6
    of_volunteer = np.full(problem.volunteers, -1, np.int64)
    members = draw.permutation(problem.volunteers)[: max(many, problem.volunteers // 3)]
    of_volunteer[members] = np.arange(members.size) % many
    asked = np.minimum(draw.integers(0, 3, problem.demands), problem.seats // 2)
    return problem, Teams(of_volunteer, asked, draw.random(many) < 0.5)


@pytest.mark.parametrize("seed", range(12))
def test_a_team_goes_whole_and_its_members_alone_only_where_that_is_allowed(seed):
    problem, teams = with_teams(seed)
    sent = send(problem, teams)
    plan = sent.plan
    pairs = set(zip(plan.volunteer.tolist(), plan.demand.tolist(), strict=True))
    with_team = set()
    for team, demand in zip(sent.team.tolist(), sent.demand.tolist(), strict=True):
        members = np.flatnonzero(teams.of_volunteer == team).tolist()
        assert all((member, demand) in pairs for member in members)
        with_team |= {(member, demand) for member in members}
    for volunteer, _ in pairs - with_team:
        team = teams.of_volunteer[volunteer]
        assert team < 0 or teams.may_split[team]
    assert plan.certified
    assert sent.stage.certified
    assert verify(around_teams(problem, teams, sent.team, sent.demand), plan).sound
    loose = replace(plan, objective=0, bound=-(1 << 60))
    assert all("objective" in fault for fault in verify(problem, loose).faults)


def test_some_team_is_sent_at_all():
    assert sum(send(*with_teams(seed)).team.size for seed in range(12)) > 12


@pytest.mark.parametrize("seed", range(12))
def test_which_teams_go_where_is_what_or_tools_says(seed):
    problem = team_problem(*with_teams(seed))
    assert muster.solve(problem).objective == oracle.best_objective(problem)


@pytest.mark.parametrize("seed", range(5))
def test_teams_may_be_sent_over_explicit_arcs_masks_and_pins(seed):
    for family in (instances.explicit, instances.masked, instances.pinned):
        problem, teams = with_teams(seed, family(seed))
        if np.bincount(teams.of_volunteer + 1, minlength=7)[1:].min() == 0:
            continue
        sent = send(problem, teams)
        pairs = set(zip(sent.plan.volunteer.tolist(), sent.plan.demand.tolist(), strict=True))
        frozen = zip(problem.frozen_volunteer.tolist(), problem.frozen_demand.tolist(), strict=True)
        assert set(frozen) <= pairs
        around = around_teams(problem, teams, sent.team, sent.demand)
        assert verify(around, sent.plan).sound


def test_a_team_that_does_not_fit_into_the_seats_is_not_sent():
    problem, teams = with_teams(3)
    crowd = replace(teams, of_volunteer=np.arange(problem.volunteers) % 6)
    sizes = np.bincount(crowd.of_volunteer)
    assert sizes.min() > problem.seats.max()
    assert send(problem, crowd).team.size == 0


@pytest.mark.parametrize(
    ("change", "array"),
    [
        ({"of_volunteer": np.full(60, 6)}, "team_of_volunteer"),
        ({"of_volunteer": np.zeros(59, np.int64)}, "team_of_volunteer"),
        ({"of_volunteer": np.zeros(60)}, "team_of_volunteer"),
        ({"of_volunteer": np.zeros(60, np.int64)}, "may_split"),
        ({"asked": np.full(20, -1)}, "teams_asked"),
        ({"asked": np.full(20, 99)}, "teams_asked"),
        ({"may_split": np.zeros(0, np.bool_)}, "may_split"),
    ],
)
def test_teams_that_do_not_belong_to_the_problem_are_refused(change, array):
    problem, teams = with_teams(1)
    with pytest.raises(BadProblem) as refusal:
        send(problem, replace(teams, **change))
    assert refusal.value.array == array
