"""Where the engine looks, and in which order, changes how long it takes and nothing else."""

import numpy as np
import pytest

import muster
from muster import kinds
from muster.candidates import NONE_YET, look_around, rule_costs
from muster.city import build_city
from muster.engine import Engine, new_book, rarest_first, seats_in_order
from muster.repair import Muster
from muster.rows import ANY_COST, NUMBER, listed_rows
from muster.solving import pairs_of, plan_of
from muster.sorting import sort_entries
from muster.verify import verify
from tests.muster import instances, oracle

LOOKED = (instances.tight, instances.masked, instances.far_outliers, instances.city)


def planned(problem, order_of):
    """Return the certified plan that filling seats in this order ends at."""
    city = build_city(problem)
    engine = Engine(city, new_book(city))
    engine.fill(order_of(engine, problem.seats[city.demand_of]))
    return plan_of(city, engine.book, *pairs_of(city, engine.book))


@pytest.mark.parametrize("family", [instances.tight, instances.saturated, instances.city])
def test_any_order_of_seats_ends_at_the_same_cost(family):
    for seed in range(4):
        problem = family(seed)
        plans = [
            planned(problem, lambda engine, left: seats_in_order(engine.book, left)),
            planned(problem, lambda engine, left: rarest_first(engine.city, left)),
            planned(problem, lambda engine, left: rarest_first(engine.city, left)[::-1].copy()),
        ]
        assert {plan.gap for plan in plans} == {0.0}
        assert {plan.objective for plan in plans} == {oracle.best_objective(problem)}


def test_whom_few_can_serve_comes_first():
    problem = instances.city(3)
    city = build_city(problem)
    order = rarest_first(city, np.ones(problem.demands, np.int64))
    able = [
        int(((problem.qualifications & need == need) & (problem.availability >> shift & 1)).sum())
        for need, shift in zip(problem.required, problem.shift, strict=True)
    ]
    assert (np.diff(np.array(able)[city.demand_of[order]]) >= 0).all()


@pytest.mark.parametrize("family", LOOKED)
@pytest.mark.parametrize("shared", [False, True])
def test_a_list_of_candidates_is_a_complete_prefix(family, shared, monkeypatch):
    if shared:
        monkeypatch.setattr(kinds, "MOST_CHECKS", 0)
    for seed in range(2):
        problem = family(seed)
        if problem.explicit:
            continue
        city = build_city(problem)
        found = np.empty(max(problem.volunteers, problem.demands) + 1, np.int64)
        everyone = np.arange(problem.volunteers)
        for post in range(0, problem.demands, 7):
            cost = rule_costs(city.ground, everyone, np.full(problem.volunteers, post))
            keys = np.sort((cost[cost >= 0] << 32) | everyone[cost >= 0])
            for want in (1, 5, 10**6):
                n, whole = look_around(city.ground, post, want, ANY_COST, NONE_YET, found)
                assert n >= min(want, keys.size)
                assert found[:n].tolist() == keys[:n].tolist()
                assert not whole or n == keys.size
            for known in (1, keys.size // 2):
                last = keys[known - 1] if 0 < known <= keys.size else NONE_YET
                more = keys[keys > last]
                n, whole = look_around(city.ground, post, 3, ANY_COST, last, found)
                assert n >= min(3, more.size)
                assert found[:n].tolist() == more[:n].tolist()
                assert not whole or n == more.size


@pytest.mark.parametrize("family", LOOKED)
def test_kinds_that_are_too_many_share_one_grid(family, monkeypatch):
    monkeypatch.setattr(kinds, "MOST_CHECKS", 0)
    for seed in range(2):
        problem = family(seed)
        city = Muster(problem)
        assert city.plan.objective == oracle.best_objective(problem)
        for volunteer in np.unique(city.plan.volunteer)[:5].tolist():
            city.remove_volunteer(volunteer)
            city.return_volunteer(volunteer)
        city.cancel(int(np.argmax(problem.seats)))
        verdict = verify(city.problem, city.plan)
        assert verdict.faults == ()
        assert verdict.objective == verdict.bound == muster.solve(city.problem).objective


def test_listed_arcs_become_whole_sorted_rows():
    draw = np.random.default_rng(5)
    of, number, cost = draw.integers(0, 9, 500), np.arange(500), draw.integers(0, 40, 500)
    rows = listed_rows(of, number, cost, 10)
    for row in range(10):
        first, length = rows.row["start"][row], rows.row["length"][row]
        entries = rows.entry[first : first + length]
        assert entries.tolist() == sorted(((cost[of == row] << 32) | number[of == row]).tolist())
        assert (rows.floor[first : first + length] == entries >> 32).all()
        assert set((entries & NUMBER).tolist()) == set(number[of == row].tolist())
        assert rows.row["whole"][row]


@pytest.mark.parametrize("costs", [1, 3, 5_000])
@pytest.mark.parametrize("many", [0, 1, 24, 25, 400])
def test_entries_come_out_sorted_however_crowded_their_costs(costs, many):
    draw = np.random.default_rng(many)
    entry = (draw.integers(0, costs, many + 2) << 32) | draw.integers(0, 1 << 31, many + 2)
    entry[-1] = 1 << 60  # one far away crowds all the others into one bucket
    before = entry.copy()
    sort_entries(entry, 1, many + 2)
    assert entry[0] == before[0]
    assert entry[1:].tolist() == sorted(before[1:].tolist())
