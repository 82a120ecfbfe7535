"""An explanation is true: what it says a change would cost, the change costs at least."""

from dataclasses import replace

import numpy as np
import pytest

import muster
from muster.explain import Explainer
from muster.marginal import marginal_values, training_values, worth_of
from muster.rules import allowed
from tests.muster import instances, oracle

FAMILIES = (
    instances.tight, instances.light_weight, instances.one_village, instances.saturated,
    instances.masked, instances.explicit, instances.pinned,
)  # fmt: skip
OF_VOLUNTEERS = (
    "volunteer_x", "volunteer_y", "qualifications", "availability", "preferred", "weekly_cap",
    "recent", "max_distance",
)  # fmt: skip


def explained(problem):
    plan = muster.solve(problem)
    return plan, Explainer(problem, plan)


def with_also_frozen(problem, volunteer, demand):
    return problem.with_frozen(
        np.append(problem.frozen_volunteer, volunteer), np.append(problem.frozen_demand, demand)
    ).checked()


@pytest.mark.parametrize("family", FAMILIES)
def test_who_stands_somewhere_has_no_rule_against_it_and_loses_the_city_nothing(family):
    problem = family(3)
    plan, explainer = explained(problem)
    for volunteer, demand in list(zip(plan.volunteer, plan.demand, strict=True))[:40]:
        answer = explainer.why_here(int(volunteer), int(demand))
        assert answer.stands
        assert answer.reasons == ()
        assert answer.frozen or answer.loss == 0


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(6))
def test_sending_somebody_else_costs_the_city_at_least_the_loss_said(family, seed):
    problem = family(seed)
    plan, explainer = explained(problem)
    for demand in np.flatnonzero(problem.seats)[:5].tolist():
        for other in explainer.who_else(demand, 3):
            assert other.loss >= 0
            if np.sum(problem.frozen_demand == demand) < problem.seats[demand]:
                forced = oracle.best_objective(with_also_frozen(problem, other.volunteer, demand))
                assert forced >= plan.objective + other.loss


def test_who_else_names_only_whom_the_rules_allow_best_first():
    problem = instances.tight(7)
    plan, explainer = explained(problem)
    demand = int(np.argmax(problem.seats))
    others = explainer.who_else(demand, 1000)
    assert others
    losses = [other.loss for other in others]
    assert losses == sorted(losses)
    here = set(plan.volunteer[plan.demand == demand].tolist())
    for other in others:
        assert allowed(problem, other.volunteer, demand)
        assert other.volunteer not in here
        answer = explainer.why_not(other.volunteer, demand)
        assert (answer.cost, answer.loss) == (other.cost, other.loss)
        assert {finding.rule for finding in answer.reasons} <= {"cap", "day"}
        assert ("day" in {finding.rule for finding in answer.reasons}) == (other.standing >= 0)


@pytest.fixture
def pair():
    """One volunteer and one demand, three kilometres apart, that suit each other."""
    return instances.draw_problem(
        1, 1, 1, volunteer_x=np.zeros(1), volunteer_y=np.zeros(1), demand_x=np.array([3000.0]),
        demand_y=np.zeros(1), qualifications=np.array([3]), required=np.array([1]),
        availability=np.array([127]), preferred=np.array([0]), weekly_cap=np.array([1]),
        recent=np.array([2]), max_distance=np.array([5000.0]), seats=np.array([1]),
        weight=np.array([100_000]),
    )  # fmt: skip


def test_a_pair_is_explained_by_its_parts(pair):
    _, explainer = explained(pair)
    answer = explainer.why_here(0, 0)
    assert (answer.metres, answer.dislike, answer.tiredness, answer.word) == (3000, 3000, 600, 0)
    assert answer.stands


@pytest.mark.parametrize(
    ("rule", "name", "value", "has", "needs"),
    [
        ("able", "required", 5, 3, 5), ("free", "availability", 0, 0, 1),
        ("near", "max_distance", 2999.0, 3000, 2999), ("cap", "weekly_cap", 0, 0, 0),
    ],
)  # fmt: skip
def test_the_rule_that_stands_against_is_named_with_its_numbers(
    pair, rule, name, value, has, needs
):
    problem = replace(pair, **{name: np.array([value])}).checked()
    _, explainer = explained(problem)
    answer = explainer.why_not(0, 0)
    assert not answer.stands
    assert [(f.rule, f.has, f.needs) for f in answer.reasons] == [(rule, has, needs)]
    empty = explainer.why_empty(0)
    assert empty.reason == rule
    assert (empty.filled, empty.seats) == (0, 1)


def test_an_empty_seat_that_is_worth_less_than_the_way_is_explained_by_price(pair):
    _, explainer = explained(replace(pair, weight=np.array([4000])))
    empty = explainer.why_empty(0)
    assert (empty.reason, empty.ready, empty.price) == ("price", 1, 4000)
    assert empty.cheapest == 6600
    assert explainer.why_not(0, 0).loss == 2600


def test_hands_who_stand_elsewhere_are_shown_with_where(pair):
    dearer = {
        name: np.append(getattr(pair, name), getattr(pair, name))
        for name in ("demand_x", "demand_y", "required", "demand_class", "shift", "seats", "weight")
    }
    dearer["weight"] = np.array([100_000, 200_000])
    _, explainer = explained(replace(pair, **dearer).checked())
    empty = explainer.why_empty(0)
    assert (empty.reason, empty.elsewhere, empty.holders) == ("elsewhere", 1, ((1, 1),))
    assert 100_000 <= empty.cheapest <= 200_000
    answer = explainer.why_not(0, 0)
    assert [finding.rule for finding in answer.reasons] == ["cap", "day"]
    assert 0 <= answer.loss <= 100_000


@pytest.mark.parametrize("family", FAMILIES)
def test_nobody_who_could_fill_an_empty_seat_costs_less_than_leaving_it_empty(family):
    problem = family(5)
    plan, explainer = explained(problem)
    filled = np.bincount(plan.demand, minlength=problem.demands)
    for demand in np.flatnonzero(filled < problem.seats).tolist():
        empty = explainer.why_empty(demand)
        counts = [many for _, many in empty.left]
        assert counts == sorted(counts, reverse=True)
        assert empty.here + empty.elsewhere + empty.capped + empty.ready == counts[-1]
        assert empty.here == filled[demand]
        assert empty.cheapest is None or empty.cheapest >= problem.weight[demand]


@pytest.mark.parametrize("family", [instances.tight, instances.light_weight, instances.one_village])
def test_one_more_hand_saves_at_most_what_it_is_said_to_be_worth_and_mostly_just_that(family):
    exact = total = 0
    for seed in range(8):
        problem = family(seed)
        plan = muster.solve(problem)
        newcomers = family(seed + 500)
        hands = replace(problem, **{name: getattr(newcomers, name)[:3] for name in OF_VOLUNTEERS})
        for row, worth in enumerate(worth_of(problem, plan, hands).tolist()):
            joined = {
                name: np.append(getattr(problem, name), getattr(hands, name)[row])
                for name in OF_VOLUNTEERS
            }
            saved = plan.objective - oracle.best_objective(replace(problem, **joined).checked())
            assert saved <= worth
            exact, total = exact + (saved == worth), total + 1
    assert exact / total > 0.8


def test_the_list_where_to_recruit_is_sorted_and_counts_the_empty_seats():
    problem = instances.city(4)
    plan = muster.solve(problem)
    place = np.arange(problem.demands) % 5
    values = marginal_values(problem, plan, place)
    assert (np.diff(values.value) <= 0).all()
    assert values.value[0] == plan.price.max() - problem.load_cost[0]
    cell = (values.place == values.place[0]) & (values.shift == values.shift[0])
    assert cell[0]
    demand = values.demand
    assert (problem.shift[demand] == values.shift).all()
    assert (place[demand] == values.place).all()
    assert ((problem.required[demand] & values.qualifications) == problem.required[demand]).all()
    assert (values.empty <= values.seats).all()
    assert (values.value == np.maximum(0, plan.price[demand] - problem.load_cost[0])).all()


def test_training_saves_at_most_what_it_is_said_to_be_worth():
    for seed in range(6):
        problem = instances.tight(seed)
        plan = muster.solve(problem)
        values = training_values(problem, plan, 4)
        assert (values >= 0).all()
        assert (values[(problem.qualifications & 4) > 0] == 0).all()
        volunteer = int(np.argmax(values))
        taught = problem.qualifications.copy()
        taught[volunteer] |= 4
        best = oracle.best_objective(replace(problem, qualifications=taught))
        assert plan.objective - best <= values[volunteer]
