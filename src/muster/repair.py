"""A plan that is kept true while the week goes on: one call per event, the rest left in peace.

Every event changes as little as the proof allows: prices stay, and only the seats and hands it sets
free are searched for again. After each call the plan is as cheap as a fresh one would be under the
same pins; `Muster.plan` proves it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.additions import Addition, add_post, widen_post
from muster.book import BLOCKED, NOBODY, WEEK, move_seat
from muster.certificate import open_seats_of
from muster.city import City, build_city, with_odd
from muster.engine import Engine, new_book
from muster.plan import Plan
from muster.problem import DAYS, Ints, Problem
from muster.rows import NUMBER
from muster.solving import pairs_of, plan_of, say_if_compiling, search


class Muster:
    """A city's plan and everything needed to repair it.

    Parameters
    ----------
    problem : Problem
        Solved when the muster is made. All numbers below are rows of its arrays.

    Raises
    ------
    BadProblem
        The arrays do not describe a problem.
    """

    def __init__(self, problem: Problem) -> None:
        say_if_compiling()
        city = build_city(problem.checked())
        self._engine = Engine(city, new_book(city))
        self._cap = city.problem.weekly_cap.copy()
        search(self._engine, np.inf)

    @property
    def problem(self) -> Problem:
        """The problem as it stands now: those gone have a cap of 0, cancelled demands no seats."""
        return self._city.problem

    @property
    def plan(self) -> Plan:
        """The plan as it stands now, certified anew over all eligible pairs."""
        return plan_of(self._city, self._engine.book, *pairs_of(self._city, self._engine.book))

    @property
    def _city(self) -> City:
        return self._engine.city

    def demands_of(self, volunteer: int) -> list[int]:
        """Return the demands a volunteer stands in, frozen ones included, by number."""
        held = self._held(self._city.hand_of[volunteer])
        frozen = self.problem.frozen_demand[self.problem.frozen_volunteer == volunteer]
        return sorted([int(self._city.demand_of[j]) for _, j in held] + frozen.tolist())

    def remove_volunteer(self, volunteer: int) -> None:
        """Let a volunteer fall ill: all its seats, frozen ones too, are filled by others."""
        self._thaw(self.problem.frozen_volunteer == volunteer)
        wanted = self._send_home(volunteer)
        self._set("weekly_cap", volunteer, 0)
        self._engine.book.hand["cap"][self._city.hand_of[volunteer]] = 0
        self._engine.fill(wanted)

    def return_volunteer(self, volunteer: int) -> None:
        """Let a volunteer who was removed stand again, as often as at first."""
        self._set("weekly_cap", volunteer, int(self._cap[volunteer]))
        self._come_back(volunteer)

    def decline(self, volunteer: int, demand: int) -> None:
        """Never again send this volunteer to this demand; both find the next best."""
        frozen = self.problem.frozen_volunteer, self.problem.frozen_demand
        self._thaw((frozen[0] == volunteer) & (frozen[1] == demand))
        stood = demand in self.demands_of(volunteer)
        wanted = self._send_home(volunteer) if stood else np.empty(0, np.int32)
        self._pin("declined", [volunteer], [demand])
        if stood:
            self._engine.book.hand["cap"][self._city.hand_of[volunteer]] = 0
            self._engine.fill(wanted)
            self._come_back(volunteer)

    def add_demand(self, addition: Addition) -> int:
        """Add a demand, fill its seats, and return its number."""
        post = add_post(self._engine, addition)
        demand = self.problem.demands - 1
        self._engine.fill(np.full(addition.seats, post, np.int32))
        return demand

    def grow(self, demand: int, seats: int) -> None:
        """Add seats to a demand and fill them."""
        if seats < 0:
            raise ValueError("a demand cannot grow by a negative number of seats")
        post = int(self._city.post_of[demand])
        self._set("seats", demand, int(self.problem.seats[demand]) + seats)
        widen_post(self._engine, post, seats)
        self._engine.fill(np.full(seats, post, np.int32))

    def shrink(self, demand: int, seats: int) -> None:
        """Take seats from a demand: empty ones first, frozen ones never.

        Raises
        ------
        ValueError
            Fewer seats than that are not frozen.
        """
        if not 0 <= seats <= open_seats_of(self.problem)[demand]:
            raise ValueError(f"demand {demand} has not {seats} seats that could be taken away")
        self._set("seats", demand, int(self.problem.seats[demand]) - seats)
        post = self._city.post_of[demand]
        given_up = min(seats, int(self._engine.book.post["empty"][post]))
        self._engine.book.post["empty"][post] -= given_up
        self._engine.drop(int(post), seats - given_up)

    def cancel(self, demand: int) -> None:
        """Take all seats from a demand, frozen ones too; who stood there is sent elsewhere."""
        self._thaw(self.problem.frozen_demand == demand)
        self.shrink(demand, int(self.problem.seats[demand]))

    def freeze(self, volunteers: Iterable[int], demands: Iterable[int]) -> None:
        """Let pairs of the plan stand from now on, whatever else happens.

        Raises
        ------
        ValueError
            A pair is not in the plan.
        """
        pairs = list(zip(volunteers, demands, strict=True))
        slots = [self._slot_of(volunteer, demand) for volunteer, demand in pairs]
        book = self._engine.book
        for (_, demand), slot in zip(pairs, slots, strict=True):
            self._leave(int(self._city.post_of[demand]), slot)
            book.slot[slot] = BLOCKED
        self._pin("frozen", [pair[0] for pair in pairs], [pair[1] for pair in pairs])

    def tell(self, volunteers: Iterable[int], demands: Iterable[int]) -> None:
        """Note that these pairs of the plan were told: leaving one now costs `change_cost`.

        Raises
        ------
        ValueError
            A pair is not in the plan.
        """
        pairs = list(zip(volunteers, demands, strict=True))
        told = set(zip(self.problem.told_volunteer, self.problem.told_demand, strict=True))
        new = [pair for pair in pairs if pair not in told]
        slots = [self._slot_of(volunteer, demand) for volunteer, demand in new]
        for slot in slots:
            self._engine.book.slot[slot] -= np.int64(self.problem.change_cost) << 32
        self._pin("told", [pair[0] for pair in new], [pair[1] for pair in new])

    def _held(self, hand: int) -> list[tuple[int, int]]:
        """Return the (slot, post) pairs of a hand that are not frozen."""
        slots = range(hand * WEEK, hand * WEEK + DAYS)
        held = [(s, int(self._engine.book.slot[s])) for s in slots]
        return [(s, (slot & int(NUMBER)) - 1) for s, slot in held if slot > NOBODY]

    def _slot_of(self, volunteer: int, demand: int) -> int:
        post = self._city.post_of[demand]
        for slot, held in self._held(int(self._city.hand_of[volunteer])):
            if held == post:
                return slot
        raise ValueError(f"volunteer {volunteer} does not stand in demand {demand}")

    def _leave(self, post: int, slot: int) -> None:
        book = self._engine.book
        move_seat(book.slot, book.post, book.seat, post, slot, -1, 0)

    def _send_home(self, volunteer: int) -> npt.NDArray[np.int32]:
        """Empty the seats of a hand that are not frozen; return their posts."""
        hand = int(self._city.hand_of[volunteer])
        held = self._held(hand)
        for slot, post in held:
            self._leave(post, slot)
        self._engine.book.hand["load"][hand] -= len(held)
        return np.array([post for _, post in held], np.int32)

    def _come_back(self, volunteer: int) -> None:
        """Let a hand that stands nowhere but in frozen seats take whatever pays."""
        hand = self._city.hand_of[volunteer]
        self._engine.book.hand["cap"][hand] = self.problem.weekly_cap[volunteer]
        self._engine.use(np.array([hand], np.int32))

    def _thaw(self, pairs: npt.NDArray[np.bool_]) -> None:
        """Make frozen pairs ordinary again: their seats are filled anew, whoever it be."""
        if not pairs.any():
            return
        problem = self.problem
        freed = problem.frozen_volunteer[pairs], problem.frozen_demand[pairs]
        self._change(
            frozen_volunteer=problem.frozen_volunteer[~pairs],
            frozen_demand=problem.frozen_demand[~pairs],
        )
        for volunteer, demand in zip(*freed, strict=True):
            self._unblock(int(volunteer), int(demand))

    def _unblock(self, volunteer: int, demand: int) -> None:
        """Send the hand of a frozen pair home, fill what it leaves, and let it come back."""
        hand, post = self._city.hand_of[volunteer], int(self._city.post_of[demand])
        book = self._engine.book
        book.slot[hand * WEEK + self.problem.day[demand]] = NOBODY
        book.hand["load"][hand] -= 1
        wanted = np.append(self._send_home(volunteer), np.int32(post)).astype(np.int32)
        book.hand["cap"][hand] = 0
        self._engine.fill(wanted)
        self._come_back(volunteer)

    def _pin(self, kind: str, volunteers: Sequence[int], demands: Sequence[int]) -> None:
        """Add pairs to the frozen, told or declined ones."""
        now = {f"{kind}_volunteer": volunteers, f"{kind}_demand": demands}
        self._change(
            **{
                name: np.append(getattr(self.problem, name), np.asarray(rows, np.int64))
                for name, rows in now.items()
            }
        )
        if kind == "frozen":
            return
        self._engine.city = replace(self._city, ground=with_odd(self._city))
        for demand in demands:
            self._engine.forget_pair(int(self._city.post_of[demand]))

    def _set(self, name: str, row: int, value: int) -> None:
        array: Ints = getattr(self.problem, name).copy()
        array[row] = value
        self._change(**{name: array})

    def _change(self, **arrays: Any) -> None:
        self._engine.city = replace(self._city, problem=replace(self.problem, **arrays))


__all__ = ["Addition", "Muster"]
