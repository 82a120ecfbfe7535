"""The engine finds what OR-Tools finds, on problems of every shape, and what trying everything
finds on tiny ones; each plan is checked by code that shares nothing with the engine.

Runs a second time with numba's bounds checking: see `test_bounds_checked.py`.
"""

import numpy as np
import pytest

import muster
from muster.verify import verify
from tests.muster import instances, oracle, plain

SEEDS, BLOCK = 32, 8


def solved(problem):
    """Return the plan of a problem, checked pair by pair."""
    plan = muster.solve(problem)
    verdict = verify(problem, plan)
    assert verdict.faults == ()
    assert verdict.objective == plan.objective
    assert verdict.bound == plan.bound
    assert plan.gap == 0.0
    assert plan.certified
    return plan


@pytest.mark.parametrize("first", range(0, SEEDS, BLOCK))
@pytest.mark.parametrize("family", instances.FAMILIES)
def test_the_plan_costs_what_or_tools_says_the_best_costs(family, first):
    for seed in range(first, first + BLOCK):
        problem = family(seed)
        assert solved(problem).objective == oracle.best_objective(problem), seed


@pytest.mark.parametrize("seed", range(60))
def test_a_tiny_plan_costs_what_trying_everything_finds(seed):
    problem = instances.tiny(seed)
    plan = solved(problem)
    assert plan.objective == plain.best_objective(problem)
    assert plan.objective == plain.objective(problem, plan.volunteer, plan.demand)
    assert plan.bound == plain.bound(problem, plan.price)


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_the_same_problem_gives_the_same_plan_to_the_bit(family):
    for seed in range(2):
        first, again = muster.solve(family(seed)), muster.solve(family(seed))
        for name in ("volunteer", "demand", "price"):
            assert np.array_equal(getattr(first, name), getattr(again, name))
            assert getattr(first, name).dtype == np.int64
        assert (first.objective, first.bound) == (again.objective, again.bound)


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_the_engines_certificate_is_the_one_in_plain_python(family):
    for seed in range(4):
        problem = family(seed)
        if problem.volunteers * problem.demands < 20_000:
            plan = muster.solve(problem)
            assert muster.certify(problem, plan.price) == plain.bound(problem, plan.price)
            draw = np.random.default_rng(seed)
            price = (draw.random(problem.demands) * problem.weight).astype(np.int64)
            assert muster.certify(problem, price) == plain.bound(problem, price)
