"""What OR-Tools says the best plan costs: the answer the engine has to give."""

from muster.baselines import arcs_within, network, or_tools
from muster.verify import paid_beforehand


def best_objective(problem):
    """Return the least any plan can cost, by OR-Tools over every allowed pair."""
    spent, _ = or_tools(network(problem, arcs_within(problem)))
    return spent + paid_beforehand(problem)
