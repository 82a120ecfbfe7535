"""A deadline gives the best plan by then: every rule kept, the gap honest, and on time."""

import time

import numpy as np
import pytest

import muster
from muster import baselines
from muster.cities import generate
from muster.verify import objective, verify
from tests.muster import instances


@pytest.fixture(scope="module")
def city():
    return generate(6000, 2000, seed=3, tightness=2.5).checked()


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 60.0])
def test_a_plan_made_in_a_hurry_keeps_every_rule_and_tells_its_gap(city, seconds):
    plan = muster.solve(city, deadline_s=seconds)
    verdict = verify(city, plan)
    assert verdict.faults == ()
    assert (verdict.objective, verdict.bound) == (plan.objective, plan.bound)
    assert plan.bound <= muster.solve(city).objective <= plan.objective
    assert plan.gap == (plan.objective - plan.bound) / plan.objective
    assert plan.certified == (plan.gap <= 0.001)
    assert plan.certified or seconds < 60


def test_a_plan_made_in_a_hurry_sends_whoever_is_free(city):
    hurried = muster.solve(city, deadline_s=0.0)
    patient = objective(city, *baselines.greedy(city))
    assert hurried.objective <= 2 * patient


def test_nobody_waits_much_longer_than_the_deadline(city):
    muster.solve(city, deadline_s=0.0)  # loads what was compiled
    began = time.monotonic()
    muster.solve(city, deadline_s=0.1)
    assert time.monotonic() - began < 5.0


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_no_rule_is_dropped_for_speed(family):
    for seed in range(4):
        problem = family(seed)
        plan = muster.solve(problem, deadline_s=0.0)
        assert verify(problem, plan).faults == ()
        frozen = problem.frozen_volunteer * problem.demands + problem.frozen_demand
        assert np.isin(frozen, plan.volunteer * problem.demands + plan.demand).all()
