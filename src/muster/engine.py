"""The search with its memory: a city, its book, and the rows both sides have looked up so far."""

import time
from collections.abc import Callable

import numpy as np

from muster.arcs import arcs_of
from muster.asking import note_tops
from muster.book import BLOCKED, HAND, HEAP_FULL, POST, WEEK, Book, Trail, new_trail
from muster.city import City
from muster.ground import NEVER, Ints32
from muster.hand_search import drop_seats, use_hands
from muster.kinds import hands_able
from muster.problem import Ints
from muster.rows import (
    FIRST_HANDS,
    HANDS_PER_SEAT,
    Rows,
    empty_rows,
    first_rows,
    forget,
    roomier,
)
from muster.seat_search import fill_seats

PATIENCE = 20_000
"""Posts settled between two looks at the clock: some twenty milliseconds."""
ROOM, ROOM_PER_HAND = 1000, 128
"""Entries by which rows have room to grow: virtual until used, while growing copies them all."""


def new_book(city: City) -> Book:
    """Return the book of a city in which nobody stands anywhere yet."""
    seats = city.problem.seats[city.demand_of]
    posts = len(seats)
    first = np.concatenate([[0], np.cumsum(seats)]).astype(np.int32)
    cap = city.problem.weekly_cap[city.volunteer_of].astype(np.int32)
    hand, post = np.zeros(len(cap), HAND), np.zeros(posts, POST)
    hand["cap"] = cap
    post["weight"], post["day"], post["first"] = city.weight, city.day, first[:-1]
    slot = empty_weeks(len(cap))
    problem = city.problem
    frozen = city.hand_of[problem.frozen_volunteer]
    hand["load"] = np.bincount(frozen, minlength=len(cap))
    slot[frozen * WEEK + problem.day[problem.frozen_demand]] = BLOCKED
    return Book(
        slot=slot,
        hand=hand,
        post=post,
        seat=np.full(int(first[-1]) + 1, -1, np.int32),
        load_cost=city.load_cost,
    )


def empty_weeks(hands: int) -> Ints:
    """Return slots nobody uses, int64 (hands*8,), each week in one line of 64 bytes."""
    room = np.zeros((hands + 1) * WEEK, np.int64)
    skip = -room.ctypes.data % (WEEK * room.itemsize) // room.itemsize
    return room[skip : skip + hands * WEEK]


class Engine:
    """Runs the two searches, giving their rows and heap more room whenever they ask.

    Attributes
    ----------
    book : Book
        The state, true after every seat and every shift.
    era : int
        Number of the current direction of prices; floors of earlier ones are void.
    """

    def __init__(self, city: City, book: Book) -> None:
        self.city = city
        self.book = book
        self.trail = new_trail(len(book.hand), len(book.post), len(city.ground.post_start))
        self.posts: Rows | None = None
        self.hands: Rows | None = None
        self.era = 1
        self.rising = True

    def fill(self, order: Ints32, until: float = np.inf) -> int:
        """Fill one seat of each post in `order` (int32, repeated per seat).

        Returns how many of them were dealt with before `until` (on `time.monotonic`).
        """
        self._turn(rising=True)
        self.rows_of_posts()

        def step(at: int) -> tuple[int, int]:
            return fill_seats(
                self.city.ground, self.posts, self.book, self.trail, order, at, PATIENCE, self.era
            )

        return self._run(step, len(order), until)

    def use(self, order: Ints32, until: float = np.inf) -> int:
        """Use every shift of each hand in `order` (int32) that lowers the cost; like `fill`."""
        self._turn(rising=False)
        self._open_hands()
        top = int(self.book.post["price"].max(initial=0))

        def step(at: int) -> tuple[int, int]:
            return use_hands(
                self.city.ground,
                self.hands,
                self.book,
                self.trail,
                order,
                at,
                PATIENCE,
                top,
            )

        return self._run(step, len(order), until)

    def rows_of_posts(self) -> Rows:
        """Return whom each post has looked up so far, the first of them if it has nobody."""
        if self.posts is None:
            want = FIRST_HANDS + HANDS_PER_SEAT * self.city.problem.seats[self.city.demand_of]
            if self.city.problem.explicit:
                self.posts = arcs_of(self.city).by_post(len(want))
            else:
                self.posts = first_rows(self.city.ground, want, self._room)
        return self.posts

    def drop(self, j: int, count: int) -> None:
        """Take `count` filled seats from post `j` and find the best use for whoever held them."""
        self._turn(rising=False)
        self._open_hands()

        def step(at: int) -> tuple[int, int]:
            return drop_seats(self.city.ground, self.hands, self.book, self.trail, j, at, count)

        self._run(step, count, np.inf)

    def forget_pair(self, j: int) -> None:
        """Let the candidates of post `j` be looked up anew: a pair has changed."""
        if self.city.problem.explicit:
            self.posts = self.hands = None
            return
        if self.posts is not None:
            forget(self.posts, j)

    def _open_hands(self) -> None:
        """Begin the rows of hands: only explicit arcs have any, others are found by place."""
        if self.hands is None:
            hands = len(self.book.hand)
            explicit = self.city.problem.explicit
            self.hands = arcs_of(self.city).by_hand(hands) if explicit else empty_rows(0, 0)
        note_tops(self.city.ground, self.book, self.trail.tops)

    def _turn(self, *, rising: bool) -> None:
        if rising != self.rising:
            self.rising = rising
            self.era += 1

    def _run(self, step: Callable[[int], tuple[int, int]], end: int, until: float) -> int:
        at = 0
        while at < end and time.monotonic() < until:
            at, status = step(at)
            if status == HEAP_FULL:
                self.trail = self.trail._replace(heap=np.empty(2 * len(self.trail.heap), np.int64))
            elif status:
                self._make_room()
        return at

    def _make_room(self) -> None:
        assert self.posts is not None
        self.posts = roomier(self.posts, self._room)

    @property
    def _room(self) -> int:
        return ROOM + ROOM_PER_HAND * len(self.book.hand)


def rarest_first(city: City, left: Ints) -> Ints32:
    """Return each post once per seat in `left` (int64 (D,)): those fewest hands could serve first.

    Any order ends at the best plan. In this one the many who can do what anybody can fill up
    around the few: a seventh to a third fewer posts are settled than with the heaviest first.
    """
    problem = city.problem
    any_class, any_liking = np.zeros_like(problem.shift), np.zeros_like(problem.preferred)
    post_bits = np.stack((problem.required, np.int64(1) << problem.shift, any_class), axis=1)
    hand_bits = np.stack((problem.qualifications, problem.availability, any_liking), axis=1)
    order = np.argsort(hands_able(post_bits[city.demand_of], hand_bits), kind="stable")
    return np.repeat(order, left[order]).astype(np.int32)


def seats_in_order(book: Book, left: Ints) -> Ints32:
    """Return each post once per seat in `left` (int64 (D,)): heaviest first, then day and place."""
    order = np.argsort(-book.post["weight"].astype(np.int64), kind="stable")
    return np.repeat(order, left[order]).astype(np.int32)


__all__ = ["BLOCKED", "NEVER", "Engine", "Trail", "new_book", "rarest_first", "seats_in_order"]
