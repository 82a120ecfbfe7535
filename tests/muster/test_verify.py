"""The independent check finds each way a plan can lie."""

from dataclasses import replace

import numpy as np
import pytest

from muster.baselines import greedy
from muster.cities import generate
from muster.plan import Plan
from muster.problem import Mask
from muster.verify import bound, objective, verify
from tests.muster import instances


@pytest.fixture(scope="module")
def problem():
    return generate(300, 100, seed=5).checked()


@pytest.fixture(scope="module")
def plan(problem):
    return planned(problem)


def planned(problem):
    """Return the greedy officer's plan, with prices that prove little."""
    volunteer, demand = greedy(problem)
    price = problem.weight // 100
    spent = objective(problem, volunteer, demand)
    return Plan(volunteer, demand, spent, bound(problem, price), price)


def faults(problem, plan):
    return " · ".join(verify(problem, plan).faults)


def test_a_sound_plan_has_no_fault_and_keeps_its_numbers(problem, plan):
    verdict = verify(problem, plan)
    assert verdict.sound
    assert (verdict.objective, verdict.bound) == (plan.objective, plan.bound)
    assert verdict.gap > 0


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("able", "qualifications", 0), ("free", "availability", 0), ("near", "max_distance", 0.0),
        ("weekly cap", "weekly_cap", 0), ("seats", "seats", 0),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(problem, plan, rule, name, value):
    harsher = replace(problem, **{name: getattr(problem, name) * 0 + type(value)(value)})
    assert rule in faults(harsher.checked(), plan)


def test_a_broken_mask_is_named(problem, plan):
    nobody = Mask(
        "own town", np.zeros(problem.volunteers, np.int64), np.zeros(problem.demands, np.int64),
        np.zeros((1, 1), np.bool_),
    )  # fmt: skip
    assert "own town" in faults(replace(problem, masks=(nobody,)), plan)


def test_two_demands_on_one_day_are_found(problem, plan):
    one_day = replace(
        problem, shift_day=problem.shift_day * 0, weekly_cap=problem.weekly_cap * 0 + 7
    )
    assert "one demand a day" in faults(one_day, plan)


def test_the_same_pair_twice_is_found(problem, plan):
    twice = replace(
        plan,
        volunteer=np.append(plan.volunteer, plan.volunteer[0]),
        demand=np.append(plan.demand, plan.demand[0]),
    )
    assert "one demand a day" in faults(problem, twice)


def test_a_wrong_objective_and_a_bound_too_good_are_found(problem, plan):
    assert "objective" in faults(problem, replace(plan, objective=plan.objective - 1))
    assert "bound" in faults(problem, replace(plan, bound=plan.bound + 1))


@pytest.mark.parametrize("row", [-1, 10**9])
def test_people_and_places_that_do_not_exist_are_found(problem, plan, row):
    for name in ("volunteer", "demand"):
        column = getattr(plan, name).copy()
        column[3] = row
        assert f"{name}: row 3" in faults(problem, replace(plan, **{name: column}))


def test_prices_for_another_problem_are_found(problem, plan):
    assert "price" in faults(problem, replace(plan, price=plan.price[:-1]))
    assert "same length" in faults(problem, replace(plan, demand=plan.demand[:-1]))


def test_a_frozen_pair_that_was_moved_is_found():
    problem = next(
        candidate
        for candidate in map(instances.pinned, range(9))
        if candidate.frozen_volunteer.size
    )
    sound = planned(problem)
    assert faults(problem, sound) == ""
    others = ~(
        (sound.volunteer == problem.frozen_volunteer[0])
        & (sound.demand == problem.frozen_demand[0])
    )
    moved = replace(sound, volunteer=sound.volunteer[others], demand=sound.demand[others])
    assert "frozen" in faults(problem, moved)
