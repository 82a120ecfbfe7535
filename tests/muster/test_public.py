"""Public problems nobody here made, whose best plan is published."""

import pytest

import muster
from bench import public
from muster.verify import verify


@pytest.mark.parametrize(("name", "known"), public.OPTIMA.items())
def test_the_published_optimum_is_found_and_proven(name, known):
    path = public.folder() / name
    if not path.is_file():
        pytest.skip(f"{path} is not there (see bench/public.py)")
    problem = public.read(path)
    plan = muster.solve(problem)
    verdict = verify(problem, plan)
    assert verdict.faults == ()
    assert verdict.objective == verdict.bound == known


def test_a_flow_that_passes_through_is_said_to_be_none_of_ours():
    with pytest.raises(ValueError, match="not a transport problem"):
        public.transport("p min 3 2\nn 1 4\nn 2 1\nn 3 -5\na 1 2 0 9 1\na 2 3 0 9 1\n")


def test_the_public_flow_with_capacities_is_said_to_be_none_of_ours():
    path = public.folder() / next(iter(public.OUTSIDE))
    if not path.is_file():
        pytest.skip(f"{path} is not there (see bench/public.py)")
    with pytest.raises(ValueError, match="not a transport problem"):
        public.read(path)


def test_goods_that_only_change_trucks_go_straight():
    text = "p min 4 4\nn 1 2\nn 4 -2\na 1 2 0 9 3\na 2 3 0 9 1\na 3 4 0 9 1\na 2 4 0 9 7\n"
    problem = public.transport(text)
    assert problem.arc_cost.tolist() == [5, 5]
    assert muster.solve(problem).objective == 10
