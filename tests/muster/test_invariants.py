"""What must stay true whatever the city: more hands never hurt, names do not matter, and so on."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import muster
from muster.verify import verify
from tests.muster.instances import draw_problem

OF_VOLUNTEERS = (
    "volunteer_x", "volunteer_y", "qualifications", "availability", "preferred", "weekly_cap",
    "recent", "max_distance",
)  # fmt: skip
OF_DEMANDS = ("demand_x", "demand_y", "demand_class", "required", "shift", "seats", "weight")

invariant = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@st.composite
def problems(draw):
    """Draw a small problem whose points are whole metres, so that moving it rounds nothing."""
    whole = lambda random, column: np.round(column)  # noqa: E731
    points = dict.fromkeys(("volunteer_x", "volunteer_y", "demand_x", "demand_y"), whole)
    weights = draw(st.sampled_from([[0, 1], [500, 4000, 9000], [1_000_000, 30_000]]))
    loads = draw(st.sampled_from([[0] * 7, [0, 1000, 2500, 4500, 7000, 9000, 9000], [50] * 7]))
    return draw_problem(
        draw(st.integers(0, 10**6)), draw(st.integers(1, 25)), draw(st.integers(1, 12)),
        side=draw(st.sampled_from([3, 500, 10_000])),
        weight=lambda random, column: random.choice(weights, column.size),
        load_cost=np.array(loads), **points,
    )  # fmt: skip


def best(problem):
    """Return the objective of a plan that is sound and proven."""
    plan = muster.solve(problem.checked())
    verdict = verify(problem, plan)
    assert verdict.faults == ()
    assert verdict.objective == verdict.bound == plan.objective
    return plan.objective


def picked(problem, names, rows):
    return replace(problem, **{name: getattr(problem, name)[rows] for name in names})


@invariant
@given(problems(), st.randoms(use_true_random=False))
def test_names_do_not_matter(problem, random):
    for names in (OF_VOLUNTEERS, OF_DEMANDS):
        rows = list(range(len(getattr(problem, names[0]))))
        random.shuffle(rows)
        assert best(picked(problem, names, rows)) == best(problem)


@invariant
@given(problems(), st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_a_city_may_move(problem, east, north):
    moved = replace(
        problem,
        volunteer_x=problem.volunteer_x + east, demand_x=problem.demand_x + east,
        volunteer_y=problem.volunteer_y + north, demand_y=problem.demand_y + north,
    )  # fmt: skip
    assert best(moved) == best(problem)


@invariant
@given(problems())
def test_one_hand_more_never_hurts(problem):
    fewer = picked(problem, OF_VOLUNTEERS, np.arange(max(1, problem.volunteers - 1)))
    assert best(fewer) >= best(problem)


@invariant
@given(problems())
def test_one_rule_less_never_hurts(problem):
    for name, easier in (
        ("qualifications", problem.qualifications | 7),
        ("availability", problem.availability | 127),
        ("max_distance", problem.max_distance + 5000),
        ("weekly_cap", np.full(problem.volunteers, 7)),
        ("preferred", problem.preferred | 7),
    ):
        assert best(replace(problem, **{name: easier})) <= best(problem)


@invariant
@given(problems())
def test_dearer_empty_seats_never_make_a_week_cheaper(problem):
    assert best(replace(problem, weight=problem.weight + 100)) >= best(problem)


@invariant
@given(problems())
def test_a_demand_may_be_written_as_two(problem):
    half = problem.seats // 2
    rows = np.concatenate([np.arange(problem.demands)] * 2)
    halves = replace(
        picked(problem, OF_DEMANDS, rows), seats=np.concatenate([half, problem.seats - half])
    )
    assert best(halves) == best(problem)


@invariant
@given(problems())
def test_an_empty_seat_is_worth_more_than_nothing_and_less_than_its_weight(problem):
    price = muster.solve(problem).price
    assert (price >= 0).all()
    assert (price <= problem.weight).all()


@invariant
@given(problems())
def test_freezing_a_best_plan_changes_nothing(problem):
    plan = muster.solve(problem)
    frozen = problem.with_frozen(plan.volunteer, plan.demand)
    told = problem.with_told(plan.volunteer, plan.demand, 1000)
    assert best(frozen.checked()) == best(told.checked()) == plan.objective


@invariant
@given(problems())
def test_seats_filled_are_never_more_than_asked_and_nobody_stands_twice(problem):
    plan = muster.solve(problem)
    assert (np.bincount(plan.demand, minlength=problem.demands) <= problem.seats).all()
    turns = np.bincount(plan.volunteer, minlength=problem.volunteers)
    assert (turns <= problem.weekly_cap).all()
    slots = plan.volunteer * 7 + problem.day[plan.demand]
    assert np.unique(slots).size == slots.size
