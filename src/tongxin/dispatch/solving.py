"""Ask the engine: teams first, then individuals, each choice exact and with its proof."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import muster
from tongxin.clearance.requirement import Requirement

from .problem import Ground, Sent
from .problem.resting import solve_rested

DEADLINE = 300.0  # seconds the engine may search before it gives what it has, with its honest gap


@dataclass(frozen=True)
class Drawn:
    """What was decided: the individuals' problem as it was solved, its answer, and the teams."""

    problem: muster.Problem
    answer: muster.Plan
    team_plan: muster.Plan
    teams: list[Sent]

    @property
    def objective(self) -> int:
        """Metres of both choices."""
        return self.answer.objective + self.team_plan.objective

    @property
    def bound(self) -> int:
        """No choice of teams costs less, and with these teams no choice of individuals does."""
        return self.answer.bound + self.team_plan.bound


def solve(ground: Ground) -> Drawn:
    """Return who is sent where."""
    crews = ground.crews
    _asked, team_plan = _solved(crews.problem, [one.requirement for one in crews.blocks])
    problem = crews.without(ground.problem, team_plan)
    problem, answer = _solved(problem, [one.requirement for one in ground.demands])
    return Drawn(problem, answer, team_plan, crews.sent(team_plan))


def _solved(
    problem: muster.Problem, asked: Sequence[Requirement]
) -> tuple[muster.Problem, muster.Plan]:
    """Return the problem as it was solved, and its plan; an empty one where there is no choice."""
    if problem.demands and problem.volunteers:
        return solve_rested(problem, asked, deadline_s=DEADLINE)
    nobody, empty = np.zeros(0, np.int64), int((problem.seats * problem.weight).sum())
    return problem, muster.Plan(nobody, nobody, empty, empty, problem.weight)
