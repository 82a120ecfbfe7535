"""Before the engine is compared with others: do the others, and the checks, agree by themselves?"""

import numpy as np
import pytest

from muster import verify
from muster.baselines import arcs_within, greedy, network, network_simplex, or_tools
from muster.rules import allowed, cost
from tests.muster import instances, oracle, plain

SEEDS = range(6)


@pytest.mark.parametrize("family", [instances.tiny, instances.pinned, instances.masked])
@pytest.mark.parametrize("seed", range(10))
def test_or_tools_finds_what_trying_everything_finds(family, seed):
    problem = family(seed) if family is instances.tiny else shrunk(family(seed))
    assert oracle.best_objective(problem) == plain.best_objective(problem)


def shrunk(problem):
    """Return the first demands with few seats, so that everything can be tried."""
    from dataclasses import replace

    seats = np.where(np.cumsum(problem.seats) <= 7, problem.seats, 0)
    fixed = np.bincount(problem.frozen_demand, minlength=problem.demands)
    return replace(problem, seats=np.maximum(seats, fixed)).checked()


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_network_simplex_agrees_with_or_tools(family):
    for seed in SEEDS:
        problem = family(seed)
        flow = network(problem, arcs_within(problem))
        spent, used = or_tools(flow)
        assert network_simplex(flow)[0] == spent
        pairs = flow.arcs.volunteer[used], flow.arcs.demand[used]
        frozen = problem.frozen_volunteer, problem.frozen_demand
        both = [np.concatenate(columns) for columns in zip(pairs, frozen, strict=True)]
        assert verify.objective(problem, *both) == spent + verify.paid_beforehand(problem)


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_the_rules_in_numpy_are_the_rules_in_plain_python(family):
    problem = family(2)
    rows = np.random.default_rng(2).integers(0, 1 << 30, (2, 200))
    for i, j in zip(rows[0] % problem.volunteers, rows[1] % problem.demands, strict=True):
        fits = plain.eligible(problem, int(i), int(j))
        assert bool(allowed(problem, i, j)) == fits
        if fits:
            discount = problem.change_cost if (int(i), int(j)) in plain.told(problem) else 0
            assert int(cost(problem, i, j)) - discount == plain.cost(problem, int(i), int(j))


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_both_certificates_prove_the_same_and_never_too_much(family):
    for seed in SEEDS:
        problem = family(seed)
        if problem.volunteers * problem.demands > 20_000:
            continue
        best = oracle.best_objective(problem)
        draw = np.random.default_rng(seed)
        for scale in (0.0, 0.05, 1.0):
            price = (draw.random(problem.demands) * scale * problem.weight).astype(np.int64)
            proven = verify.bound(problem, price)
            assert proven == plain.bound(problem, price)
            assert proven <= best


@pytest.mark.parametrize("family", instances.FAMILIES)
def test_the_greedy_officer_keeps_every_rule_and_is_never_better(family):
    problem = family(4)
    for by_priority in (True, False):
        volunteer, demand = greedy(problem, by_priority=by_priority)
        spent = verify.objective(problem, volunteer, demand)
        assert spent == plain.objective(problem, volunteer, demand)
        assert spent >= oracle.best_objective(problem)
        unproven = np.zeros(problem.demands, np.int64)
        plan = verify.Plan(volunteer, demand, spent, verify.bound(problem, unproven), unproven)
        assert verify.verify(problem, plan).faults == ()
