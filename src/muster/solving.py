"""Problem in, certified plan out."""

import time

import numpy as np

from muster.book import NOBODY, WEEK, Book
from muster.certificate import bound_at, evaluate, open_seats_of
from muster.city import City, build_city
from muster.compiled import compiled_before, log
from muster.engine import Engine, new_book, rarest_first, seats_in_order
from muster.hurry import send_the_rest
from muster.plan import Plan
from muster.problem import Ints, Problem
from muster.rows import NUMBER


def solve(problem: Problem, *, deadline_s: float | None = None) -> Plan:
    """Find the cheapest plan and prove it.

    Parameters
    ----------
    problem : Problem
    deadline_s : float, optional
        Seconds after which the search stops: the plan so far is completed with whoever is free,
        and returned with its honest gap (a city still takes the second or two it needs to be
        read, and certified). Without it the plan is optimal.

    Raises
    ------
    BadProblem
        The arrays do not describe a problem.
    """
    say_if_compiling()
    until = np.inf if deadline_s is None else time.monotonic() + deadline_s
    city = build_city(problem.checked())
    engine = Engine(city, new_book(city))
    search(engine, until)
    volunteer, demand = pairs_of(city, engine.book)
    if time.monotonic() >= until:
        more = send_the_rest(engine, volunteer, demand)
        volunteer, demand = in_order(
            np.concatenate([volunteer, more[0]]), np.concatenate([demand, more[1]])
        )
    return plan_of(city, engine.book, volunteer, demand)


def say_if_compiling() -> None:
    """Say a word on the log ``muster`` if the kernels have to be compiled first."""
    if not compiled_before():
        log.warning("compiling the engine, once for this machine and version: half a minute …")


def search(engine: Engine, until: float) -> None:
    """Fill every open seat, or as many as time allows, the heaviest of them first."""
    left = open_seats_of(engine.city.problem)[engine.city.demand_of]
    hurried = until < np.inf
    order = seats_in_order(engine.book, left) if hurried else rarest_first(engine.city, left)
    engine.fill(order, until)


def pairs_of(city: City, book: Book) -> tuple[Ints, Ints]:
    """Return the pairs in the book and the frozen ones, by demand, then volunteer."""
    problem = city.problem
    used = np.flatnonzero(book.slot > NOBODY)
    post = (book.slot[used] & NUMBER) - 1
    volunteer = np.concatenate([city.volunteer_of[used // WEEK], problem.frozen_volunteer])
    demand = np.concatenate([city.demand_of[post], problem.frozen_demand])
    return in_order(volunteer, demand)


def in_order(volunteer: Ints, demand: Ints) -> tuple[Ints, Ints]:
    """Return the same pairs by demand, then volunteer."""
    order = np.lexsort((volunteer, demand))
    return volunteer[order], demand[order]


def plan_of(city: City, book: Book, volunteer: Ints, demand: Ints) -> Plan:
    """Price and certify the pairs, which are those of the book or more."""
    price = book.post["price"].astype(np.int64)[city.post_of] - city.scale.shift
    price = np.minimum(price, city.problem.weight)
    return Plan(volunteer, demand, evaluate(city, volunteer, demand), bound_at(city, price), price)


def certify(problem: Problem, price: Ints) -> int:
    """Return the bound that these prices (int64 (D,)) prove for any plan of the problem."""
    return bound_at(build_city(problem.checked()), price)
