"""A plan that is mended event by event stays sound, proven, and what a fresh plan would cost."""

from dataclasses import replace

import numpy as np
import pytest

import muster
from muster.repair import Addition, Muster
from muster.verify import verify
from tests.muster import instances, oracle

FAMILIES = (
    instances.tight, instances.saturated, instances.light_weight, instances.one_village,
    instances.ties, instances.degenerate, instances.zero_weight, instances.steep_loads,
    instances.masked, instances.explicit, instances.pinned, instances.far_outliers,
)  # fmt: skip


def assert_as_good_as_new(city):
    """Assert that the plan is sound, proven, and as cheap as OR-Tools makes it from nothing."""
    problem, plan = city.problem.checked(), city.plan
    verdict = verify(problem, plan)
    assert verdict.faults == ()
    assert verdict.objective == verdict.bound == oracle.best_objective(problem)
    return plan


def an_event(draw, city, away):
    """Let one thing happen to the city, drawn at random."""
    EVENTS[int(draw.integers(len(EVENTS)))](draw, city, away)


def fall_ill(draw, city, away):
    volunteer = int(draw.integers(city.problem.volunteers))
    if volunteer not in away:
        city.remove_volunteer(volunteer)
        away.add(volunteer)


def come_back(draw, city, away):
    if away:
        city.return_volunteer(away.pop())


def decline(draw, city, away):
    plan = city.plan
    if plan.volunteer.size:
        row = int(draw.integers(plan.volunteer.size))
        city.decline(int(plan.volunteer[row]), int(plan.demand[row]))


def add(draw, city, away):
    city.add_demand(an_addition(draw, city.problem))


def grow(draw, city, away):
    city.grow(int(draw.integers(city.problem.demands)), int(draw.integers(4)))


def shrink(draw, city, away):
    demand = int(draw.integers(city.problem.demands))
    fixed = int((city.problem.frozen_demand == demand).sum())
    city.shrink(demand, int(draw.integers(city.problem.seats[demand] - fixed + 1)))


def cancel(draw, city, away):
    city.cancel(int(draw.integers(city.problem.demands)))


def freeze(draw, city, away):
    city.freeze(*some_pairs(draw, city))


def tell(draw, city, away):
    city.tell(*some_pairs(draw, city))


EVENTS = (fall_ill, come_back, decline, add, grow, shrink, cancel, freeze, tell)


def some_pairs(draw, city):
    """Draw a tenth of the plan's pairs that are not frozen."""
    problem, plan = city.problem, city.plan
    many = problem.demands
    frozen = problem.frozen_volunteer * many + problem.frozen_demand
    some = draw.random(plan.volunteer.size) < 0.1
    some &= ~np.isin(plan.volunteer * many + plan.demand, frozen)
    return plan.volunteer[some].tolist(), plan.demand[some].tolist()


def an_addition(draw, problem):
    """Draw a demand like those there are, somewhere between two of them."""
    like, other = draw.integers(problem.demands, size=2)
    listed = np.flatnonzero(draw.random(problem.volunteers) < 0.3) if problem.explicit else ()
    return Addition(
        x=float(problem.demand_x[[like, other]].mean()),
        y=float(problem.demand_y[[like, other]].mean()),
        demand_class=int(problem.demand_class[like]),
        required=int(problem.required[like]),
        shift=int(problem.shift[other]),
        seats=int(draw.integers(4)),
        weight=int(problem.weight[like]),
        groups=tuple(int(mask.of_demand[like]) for mask in problem.masks),
        volunteers=tuple(int(who) for who in listed),
        costs=tuple(int(cost) for cost in draw.integers(0, 9000, len(listed))),
    )


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(3))
def test_after_every_event_the_plan_is_what_a_fresh_one_would_cost(family, seed):
    problem = family(seed)
    if family is not instances.pinned:
        problem = replace(problem, change_cost=int([0, 800, 30_000][seed]))
    city, draw, away = Muster(problem), np.random.default_rng(seed), set()
    assert_as_good_as_new(city)
    for _ in range(20):
        an_event(draw, city, away)
        assert_as_good_as_new(city)


@pytest.fixture
def city():
    return Muster(replace(instances.city(4), change_cost=2000))


def test_who_falls_ill_stands_nowhere_and_comes_back_to_the_same_cost(city):
    before = city.plan
    volunteer = int(before.volunteer[0])
    city.remove_volunteer(volunteer)
    assert volunteer not in assert_as_good_as_new(city).volunteer
    city.return_volunteer(volunteer)
    assert assert_as_good_as_new(city).objective == before.objective


def test_who_declines_is_never_sent_there_again_but_elsewhere(city):
    plan = city.plan
    volunteer, demand = int(plan.volunteer[3]), int(plan.demand[3])
    city.decline(volunteer, demand)
    after = assert_as_good_as_new(city)
    assert not ((after.volunteer == volunteer) & (after.demand == demand)).any()
    assert city.problem.declined_volunteer.tolist() == [volunteer]
    city.remove_volunteer(volunteer)
    city.return_volunteer(volunteer)
    assert demand not in city.demands_of(volunteer)


def test_a_cancelled_post_has_no_seats_and_lets_its_people_go_elsewhere(city):
    demand = int(np.argmax(city.problem.seats))
    city.cancel(demand)
    after = assert_as_good_as_new(city)
    assert demand not in after.demand
    assert city.problem.seats[demand] == 0


def test_a_post_grows_and_shrinks_back_to_the_same_cost(city):
    before = city.plan.objective
    city.grow(2, 3)
    assert assert_as_good_as_new(city).objective >= before
    city.shrink(2, 3)
    assert assert_as_good_as_new(city).objective == before


def test_a_post_that_grew_while_empty_can_be_filled_later():
    """Its list of seats once had room for the new seat only, not for those empty before."""
    city, volunteers = Muster(replace(instances.city(4))), range(300)
    demand = int(np.argmax(city.problem.seats))
    there = [v for v in volunteers if v < city.problem.volunteers]
    for volunteer in there:
        city.remove_volunteer(volunteer)
    city.grow(demand, 1)
    for volunteer in there:
        city.return_volunteer(volunteer)
    assert_as_good_as_new(city)


def test_a_new_post_is_filled_and_has_the_next_number(city):
    many = city.problem.demands
    draw = np.random.default_rng(1)
    addition = replace(an_addition(draw, city.problem), seats=2, weight=1_000_000, required=0)
    assert city.add_demand(addition) == many
    assert (assert_as_good_as_new(city).demand == many).sum() == 2


def test_who_is_frozen_stays_whatever_happens(city):
    plan = city.plan
    city.freeze(plan.volunteer.tolist(), plan.demand.tolist())
    draw = np.random.default_rng(2)
    for _ in range(3):
        city.add_demand(replace(an_addition(draw, city.problem), seats=3, weight=1_000_000))
    after = assert_as_good_as_new(city)
    kept = np.isin(plan.volunteer * 10_000 + plan.demand, after.volunteer * 10_000 + after.demand)
    assert kept.all()


def test_who_was_told_is_moved_only_if_it_pays():
    moved = []
    for change_cost in (0, 10_000_000):
        city = Muster(replace(instances.city(4), change_cost=change_cost))
        plan = city.plan
        city.tell(plan.volunteer.tolist(), plan.demand.tolist())
        draw = np.random.default_rng(3)
        for _ in range(8):
            city.add_demand(replace(an_addition(draw, city.problem), seats=3, weight=1_000_000))
        after = assert_as_good_as_new(city)
        before = set(zip(plan.volunteer.tolist(), plan.demand.tolist(), strict=True))
        moved.append(
            len(before - set(zip(after.volunteer.tolist(), after.demand.tolist(), strict=True)))
        )
    assert moved[0] > moved[1] == 0


def test_what_makes_no_sense_is_refused(city):
    with pytest.raises(ValueError, match="negative"):
        city.grow(0, -1)
    with pytest.raises(ValueError, match="seats"):
        city.shrink(0, int(city.problem.seats[0]) + 1)
    stranger = next(v for v in range(city.problem.volunteers) if not city.demands_of(v))
    with pytest.raises(ValueError, match="does not stand"):
        city.freeze([stranger], [0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x", float("nan")), ("y", 1e12), ("demand_class", 63), ("required", -1), ("shift", 21),
        ("seats", -1), ("seats", 1 << 40), ("weight", 1 << 40), ("required", 1 << 70),
    ],
)  # fmt: skip
def test_a_demand_that_makes_no_sense_is_refused_and_changes_nothing(city, name, value):
    before, sound = city.plan, an_addition(np.random.default_rng(1), city.problem)
    with pytest.raises(muster.BadProblem) as refusal:
        city.add_demand(replace(sound, **{name: value}))
    assert refusal.value.array.endswith(name)
    assert refusal.value.row == city.problem.demands
    with pytest.raises(TypeError):
        city.add_demand(replace(sound, seats=1.5))
    assert assert_as_good_as_new(city).objective == before.objective


def test_a_long_week_of_events_does_not_wear_the_plan_out():
    city, draw, away = Muster(instances.city(6)), np.random.default_rng(8), set()
    for _ in range(300):
        an_event(draw, city, away)
    assert_as_good_as_new(city)
    assert muster.solve(city.problem).objective == city.plan.objective
