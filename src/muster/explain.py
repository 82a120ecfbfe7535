"""Why a plan is as it is, rule by rule and by price, in numbers a sentence can be made of.

A price is what one more hand at a demand would save; a hand's opportunity is what it saves, or
avoids, by not standing there. Their difference is what moving one person would cost the city at
least (the reduced cost: Ahuja, Magnanti, Orlin, *Network Flows*, 1993, ch. 9).
"""

import numpy as np

from muster.answers import Candidate, EmptyAnswer, Finding, PairAnswer
from muster.plan import Plan
from muster.problem import DAYS, Bools, Problem
from muster.rules import Integers, Rows, allowed, cost, distance, rules_of

NOWHERE = -1
"""Where somebody stands who stands in no demand that day."""

IMMOVABLE = 1 << 55
"""Worth of a day that may not be touched: more than all costs of a problem together."""


class Explainer:
    """Answers questions about one plan of one problem."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self._everybody = np.arange(problem.volunteers)
        self._turns = np.bincount(plan.volunteer, minlength=problem.volunteers)
        days = problem.day[plan.demand]
        self._standing = np.full((problem.volunteers, DAYS), NOWHERE, np.int64)
        self._standing[plan.volunteer, days] = plan.demand
        self._profit = np.zeros((problem.volunteers, DAYS), np.int64)
        spent = self._costs(plan.volunteer, plan.demand)
        self._profit[plan.volunteer, days] = plan.price[plan.demand] - spent
        self._frozen = np.zeros((problem.volunteers, DAYS), np.bool_)
        self._frozen[problem.frozen_volunteer, problem.day[problem.frozen_demand]] = True
        self._next_turn = self._price_of_a_turn()

    def why_here(self, volunteer: int, demand: int) -> PairAnswer:
        """Say why the volunteer stands in the demand: what it costs and what it saves."""
        return self._pair(volunteer, demand)

    def why_not(self, volunteer: int, demand: int) -> PairAnswer:
        """Say why the volunteer does not: the rules against it, or the metres it would cost."""
        return self._pair(volunteer, demand)

    def why_empty(self, demand: int) -> EmptyAnswer:
        """Say why seats of the demand are empty: where the eligible are, what one would cost."""
        problem, day = self.problem, int(self.problem.day[demand])
        left, remaining = [("everybody", problem.volunteers)], self._everybody
        for name, rule in rules_of(problem).items():
            remaining = remaining[rule(problem, remaining, demand)]
            left.append((name, int(remaining.size)))
        standing = self._standing[remaining, day]
        others = remaining[standing != demand]
        away = standing[(standing != demand) & (standing != NOWHERE)]
        idle = others[self._standing[others, day] == NOWHERE]
        capped = int((self._turns[idle] >= problem.weekly_cap[idle]).sum())
        holders, many = np.unique(away, return_counts=True)
        order = np.argsort(-many, kind="stable")
        losses, movable = self._losses(others, demand)
        here, ready = int(remaining.size - others.size), int(idle.size) - capped
        return EmptyAnswer(
            seats=int(problem.seats[demand]),
            filled=int((self.plan.demand == demand).sum()),
            weight=int(problem.weight[demand]),
            price=int(self.plan.price[demand]),
            left=tuple(left),
            here=here,
            elsewhere=int(away.size),
            capped=capped,
            ready=ready,
            holders=tuple((int(holders[k]), int(many[k])) for k in order),
            cheapest=(
                int(losses[movable].min() + self.plan.price[demand]) if movable.any() else None
            ),
            reason=_reason(left, here, ready, int(away.size)),
        )

    def who_else(self, demand: int, most: int = 10) -> list[Candidate]:
        """Return who else every rule allows there, least loss for the city first.

        Whoever may not be moved (frozen that day, or no turn left to give) is left out.
        """
        problem, day = self.problem, int(self.problem.day[demand])
        near = self._everybody[allowed(problem, self._everybody, demand)]
        near = near[self._standing[near, day] != demand]
        losses, movable = self._losses(near, demand)
        near, losses = near[movable], losses[movable]
        spent = self._costs(near, demand)
        order = np.lexsort((near, losses))[:most]
        return [
            Candidate(
                volunteer=int(near[k]),
                cost=int(spent[k]),
                loss=int(losses[k]),
                standing=int(self._standing[near[k], day]),
                capped=bool(self._turns[near[k]] >= problem.weekly_cap[near[k]]),
            )
            for k in order
        ]

    def _pair(self, volunteer: int, demand: int) -> PairAnswer:
        problem, day = self.problem, int(self.problem.day[demand])
        findings = self._findings(volunteer, demand)
        fits = all(finding.holds for finding in findings if finding.rule not in ("cap", "day"))
        metres = dislike = tiredness = word = 0
        if fits:
            word = -problem.change_cost * int(self._told(volunteer, demand))
            metres = int(cost(problem, volunteer, demand))
            if not problem.explicit:
                whole, metres = metres, int(distance(problem, volunteer, demand))
                tiredness = problem.recent_cost * int(problem.recent[volunteer])
                dislike = whole - metres - tiredness
        opportunity = int(self._opportunity(np.array([volunteer]), day)[0])
        return PairAnswer(
            findings=findings,
            stands=bool(self._standing[volunteer, day] == demand),
            frozen=bool(self._frozen[volunteer, day]),
            metres=metres,
            dislike=dislike,
            tiredness=tiredness,
            word=word,
            price=int(self.plan.price[demand]),
            opportunity=opportunity if opportunity < IMMOVABLE else None,
        )

    def _findings(self, volunteer: int, demand: int) -> tuple[Finding, ...]:
        problem = self.problem
        numbers = {
            "able": (problem.qualifications[volunteer], problem.required[demand]),
            "near": (distance(problem, volunteer, demand), problem.max_distance[volunteer]),
        }
        found = []
        for name, rule in rules_of(problem).items():
            holds = bool(rule(problem, volunteer, demand))
            has, needs = numbers.get(name, (holds, 1))
            found.append(Finding(name, holds, float(has), float(needs)))
        other = int(self._standing[volunteer, problem.day[demand]])
        turns, cap = int(self._turns[volunteer]), int(problem.weekly_cap[volunteer])
        stands = other == demand
        found.append(Finding("cap", stands or turns < cap, turns, cap))
        found.append(Finding("day", other in (NOWHERE, demand), other, demand))
        return tuple(found)

    def _told(self, volunteer: Rows, demand: Rows) -> Integers:
        many = self.problem.demands
        told = self.problem.told_volunteer * many + self.problem.told_demand
        return np.asarray(np.isin(np.asarray(volunteer) * many + demand, told), np.int64)

    def _costs(self, volunteer: Integers, demand: Rows) -> Integers:
        """Return what pairs cost, less what breaking a given word would."""
        if not volunteer.size:
            return np.zeros(0, np.int64)
        spent = cost(self.problem, volunteer, demand)
        return spent - self.problem.change_cost * self._told(volunteer, demand)

    def _losses(self, volunteers: Integers, demand: int) -> tuple[Integers, Bools]:
        """Return what sending each there would cost the city at least, and who may be moved."""
        worth = self._opportunity(volunteers, int(self.problem.day[demand]))
        losses = self._costs(volunteers, demand) + worth - self.plan.price[demand]
        return losses, np.asarray(worth < IMMOVABLE)

    def _opportunity(self, volunteers: Integers, day: int) -> Integers:
        """Return what each one's day is worth otherwise: the post held, or the price of a turn."""
        held = self._standing[volunteers, day] != NOWHERE
        worth = np.where(held, self._profit[volunteers, day], self._next_turn[volunteers])
        return np.asarray(np.where(self._frozen[volunteers, day], IMMOVABLE, worth))

    def _price_of_a_turn(self) -> Integers:
        """Return what one more turn of each would cost: its load, or the least of their posts."""
        problem = self.problem
        load = problem.load_cost[np.minimum(self._turns, DAYS - 1)]
        further = np.where(self._turns < problem.weekly_cap, load, IMMOVABLE)
        movable = (self._standing != NOWHERE) & ~self._frozen
        least = np.where(movable, self._profit, IMMOVABLE).min(axis=1)
        return np.asarray(np.minimum(further, least))


def _reason(left: list[tuple[str, int]], here: int, ready: int, elsewhere: int) -> str:
    for name, many in left:
        if many <= here:
            return name
    if ready:
        return "price"
    return "elsewhere" if elsewhere else "cap"
