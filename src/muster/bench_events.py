"""Measure how long a plan takes to mend: one event after another on one plan."""

import time
from collections.abc import Callable

import numpy as np

import muster
from muster.cities import WEIGHTS
from muster.problem import Problem
from muster.repair import Addition, Muster

Event = Callable[[], object]

HEADER = "| event | n | p50 ms | p95 ms | p99 ms | most ms | gap | as solved anew |\n" + "|---" * 8
WARM = 3
"""Events of each kind before the clock counts: the first may load compiled code or look around."""


def measure(problem: Problem, many: int, seed: int = 1) -> str:
    """Return a table: milliseconds of each kind of event, and what holds afterwards.

    Every kind happens `many` times in a row on one plan that is never made anew; after each kind
    the plan is certified, and its objective compared with solving from nothing. Times are wall
    clock, one call from Python included, certificate not.
    """
    city = Muster(problem)
    events = Events(city, np.random.default_rng(seed))
    lines = ["", HEADER + "|"]
    for name, event in events.kinds().items():
        times = np.array([_milliseconds(event()) for _ in range(many + WARM)])[WARM:]
        p50, p95, p99 = np.percentile(times, (50, 95, 99))
        plan = city.plan
        anew = muster.solve(city.problem).objective
        same = "yes" if anew == plan.objective else f"NO: {plan.objective} against {anew}"
        lines.append(
            f"| {name} | {many} | {p50:.2f} | {p95:.2f} | {p99:.2f} | {times.max():.2f} "
            f"| {plan.gap:.4%} | {same} |"
        )
    return "\n".join(lines) + "\n"


class Events:
    """Draws events; drawing one costs nothing that is timed."""

    def __init__(self, city: Muster, draw: np.random.Generator) -> None:
        self.city, self.draw = city, draw
        plan = city.plan
        self._ill = draw.permutation(np.unique(plan.volunteer)).tolist()
        self._gone: list[int] = []
        rows = draw.permutation(plan.volunteer.size)
        self._pairs = [(int(plan.volunteer[row]), int(plan.demand[row])) for row in rows]
        self._demands = draw.permutation(np.flatnonzero(city.problem.seats)).tolist()

    def kinds(self) -> dict[str, Callable[[], Event]]:
        """Return how to draw each kind, by name, in the order they are measured."""
        return {
            "a volunteer falls ill": self.fall_ill,
            "a volunteer returns": self.come_back,
            "a volunteer declines": self.decline,
            "a post of priority I is added, with its seats": self.add,
            "a post grows by one seat": lambda: self._widen(self.city.grow),
            "a post shrinks by one seat": lambda: self._widen(self.city.shrink),
            "a post is cancelled": self.cancel,
        }

    def fall_ill(self) -> Event:
        volunteer = self._ill.pop()
        self._gone.append(volunteer)
        return lambda: self.city.remove_volunteer(volunteer)

    def come_back(self) -> Event:
        volunteer = self._gone.pop()
        return lambda: self.city.return_volunteer(volunteer)

    def decline(self) -> Event:
        while True:
            volunteer, demand = self._pairs.pop()
            if demand in self.city.demands_of(volunteer):
                return lambda: self.city.decline(volunteer, demand)

    def add(self) -> Event:
        problem, like = self.city.problem, int(self.draw.choice(self._demands))
        addition = Addition(
            x=float(problem.demand_x[like]),
            y=float(problem.demand_y[like]),
            demand_class=int(problem.demand_class[like]),
            required=int(problem.required[like]),
            shift=int(problem.shift[like]),
            seats=int(problem.seats[like]),
            weight=WEIGHTS[0],
        )
        return lambda: self.city.add_demand(addition)

    def cancel(self) -> Event:
        demand = self._demands.pop()
        return lambda: self.city.cancel(demand)

    def _widen(self, change: Callable[[int, int], None]) -> Event:
        while True:
            demand = int(self.draw.choice(self._demands))
            if self.city.problem.seats[demand]:
                return lambda: change(demand, 1)


def _milliseconds(event: Event) -> float:
    began = time.perf_counter()
    event()
    return (time.perf_counter() - began) * 1000
