"""Volunteers of the demo city learn, and take places: some wait, one offers theirs to others."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from tongxin.clearance.crowd import crowd
from tongxin.clearance.gates import offered
from tongxin.people.models import ConsentText, Person
from tongxin.rosters.actions import approve, join, offer_place
from tongxin.rosters.gates import requirement_of
from tongxin.rosters.models import Enrolment, Part, Shift
from tongxin.training.actions import give_passes
from tongxin.training.models import Module, Pass
from tongxin.volunteers import weeks
from tongxin.volunteers.actions import Offer, change_offer, register
from tongxin.volunteers.models import Volunteer

from .cast import Cast
from .recruiting import book
from .scales import Say, Scale, chunks

RECORD = "演练：培训签到册"
LEARNT = {  # module: share of those who have confirmed
    "basics": 0.97, "protection": 0.9, "publicity": 0.6, "guarding": 0.75, "screening": 0.65,
    "disinfection": 0.5, "information": 0.5, "psychological": 0.2, "checkpoint": 0.6,
}  # fmt: skip
LEARNT_AGO = timedelta(days=14)
IDENTITIES = {  # of no county: nobody real has one
    "zhiyuanzhe": "999999199005019990", "duizhang": "999999198806128885",
}  # fmt: skip
AT_ONCE = 50  # places in one transaction
LEARN_AT_ONCE = 1000  # people
SOON = 8  # one of so many next shifts is chosen: tomorrow fills before next week
WAIT = 2  # people behind the last place of what everybody likes
WORDS = "家里临时有事，谁能替我这一班？谢谢！"


@dataclass
class Board:
    """Every coming (shift, part) open to anybody, what it asks, who may and would, who is in."""

    pairs: list[tuple[Shift, Part]]
    people: Sequence[int]
    fits: NDArray[np.bool_]  # (people, pairs)
    caps: Sequence[int]  # shifts a week, by row
    taken: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # by column
    days: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))  # by row

    def room(self, column: int) -> int:
        return int(self.pairs[column][1].maximum) - self.taken[column]

    def may_add(self, row: int, column: int) -> bool:
        """Whether the shift is two days from all the person has, and no more than their week."""
        start, held = self.pairs[column][0].starts_at, self.days[row]
        apart = all(abs(start - other) >= timedelta(days=2) for other in held)
        return apart and len(held) < self.caps[row]


def enrol(size: Scale, cast: Cast, chance: random.Random, now: datetime, say: Say) -> None:
    """Let volunteers pass what they learnt, join where they fit, and one offer a place."""
    _learn(cast, chance, now, say)
    for username, identity in IDENTITIES.items():
        _one_more(cast.stars[username], identity, cast, now)
    board = _board(cast, now)
    star = board.people.index(cast.stars["zhiyuanzhe"].pk)
    picked = _liked(board) + _places_of(board, star, 1, chance)
    picked += _near(board, size.joiners, chance)
    done = 0
    for some in chunks(picked, AT_ONCE):
        say("places taken", done, len(picked))
        people = Person.objects.in_bulk({board.people[row] for row, _column in some})
        with transaction.atomic():
            for row, column in some:
                shift, part = board.pairs[column]
                join(shift, by=people[board.people[row]], part=part)
        done += len(some)
    say("places taken", done, done)
    _take_in(cast, now)
    _swap(now)


def _take_in(cast: Cast, now: datetime) -> None:
    """Let the desk take in who asked for the next two days; the others wait for the visitor."""
    rows = Enrolment.objects.filter(
        state=Enrolment.State.ASKED, shift__starts_at__lt=now + timedelta(days=2)
    )
    for row in rows.select_related("shift__post__place", "person").order_by("pk"):
        approve(row, by=cast.stars["zhuren"])


def _one_more(star: Person, identity: str, cast: Cast, now: datetime) -> None:
    """Register a volunteer one may log in as, with every pass."""
    text = ConsentText.objects.current().get(purpose=ConsentText.Purpose.VOLUNTEER)
    joined = register(star, by=star, agree=text, identity=identity)
    change_offer(joined, Offer(availability=weeks.ALL, reach_km=15, weekly_cap=7), by=star)
    for module in Module.objects.order_by("order"):
        give_passes(
            [star], module, evidence=RECORD, since=now - LEARNT_AGO, by=cast.stars["zhuren"]
        )


def _learn(cast: Cast, chance: random.Random, now: datetime, say: Say) -> None:
    """Enter what volunteers learnt from a roll, unless the register brought its own."""
    if Pass.objects.exists():
        return
    active = Volunteer.objects.filter(state=Volunteer.State.ACTIVE).order_by("pk")
    keys = list(active.values_list("person", flat=True))
    modules = list(Module.objects.order_by("order"))
    for done, some in enumerate(chunks(keys, LEARN_AT_ONCE)):
        say("volunteers learning", done * LEARN_AT_ONCE, len(keys))
        people = Person.objects.filter(pk__in=some).select_related("home").order_by("pk")
        for module in modules:
            passed = [one for one in people if chance.random() < LEARNT.get(module.pk, 0.3)]
            give_passes(
                passed, module, evidence=RECORD, since=now - LEARNT_AGO, by=cast.stars["zhuren"]
            )
    say("volunteers learning", len(keys), len(keys))


def _board(cast: Cast, now: datetime) -> Board:
    shifts = Shift.objects.on_the_board(now).select_related("post__place", "post__site")
    parts: dict[int, list[Part]] = defaultdict(list)
    for part in Part.objects.filter(team=None, whole_team=False).order_by("order", "pk"):
        parts[part.post_id].append(part)
    pairs = [(shift, part) for shift in shifts.order_by("pk") for part in parts[shift.post_id]]
    asked = [requirement_of(shift, part) for shift, part in pairs]
    everybody = crowd(cast.city, asked)
    return Board(
        pairs, everybody.people.tolist(), offered(everybody, asked),
        everybody.register.weekly_cap.tolist(),
    )  # fmt: skip


def _liked(board: Board) -> list[tuple[int, int]]:
    """Fill the first shift of what the village likes most, and let some wait behind it."""
    titles = {call["title"] for call in book()["requests"] if call.get("liked")}
    first: dict[str, int] = {}
    for column, (shift, _part) in enumerate(board.pairs):
        if shift.post.title in titles:
            first.setdefault(shift.post.title, column)
    picked = []
    for column in first.values():
        rows = [int(row) for row in np.flatnonzero(board.fits[:, column])]
        free = [row for row in rows if board.may_add(row, column)][: board.room(column) + WAIT]
        picked += [_take(board, row, column) for row in free]
    return picked


def _near(board: Board, most: int, chance: random.Random) -> list[tuple[int, int]]:
    """Let volunteers, in no order, take one or two places where they fit and there is room."""
    rows = [int(row) for row in np.flatnonzero(board.fits.any(axis=1))]
    chance.shuffle(rows)
    picked: list[tuple[int, int]] = []
    for row in rows:
        if len(picked) < most:
            picked += _places_of(board, row, chance.choice((1, 1, 2)), chance)
    return picked


def _places_of(board: Board, row: int, most: int, chance: random.Random) -> list[tuple[int, int]]:
    """Take up to `most` places for one person, of those they fit the next ones."""
    picked = []
    for _n in range(most):
        columns = [
            int(column) for column in np.flatnonzero(board.fits[row])
            if board.room(int(column)) > 0 and board.may_add(row, int(column))
        ]  # fmt: skip
        columns.sort(key=lambda column: board.pairs[column][0].starts_at)
        if columns:
            picked.append(_take(board, row, chance.choice(columns[:SOON])))
    return picked


def _take(board: Board, row: int, column: int) -> tuple[int, int]:
    board.taken[column] += 1
    board.days[row].append(board.pairs[column][0].starts_at)
    return row, column


def _swap(now: datetime) -> None:
    """Let the first who stands three days from now or later offer the place to anybody."""
    held = Enrolment.objects.filter(
        state=Enrolment.State.JOINED, shift__starts_at__gt=timezone.localtime(now) + timedelta(3)
    )
    row = held.select_related("shift__post__place", "person").order_by("pk").first()
    if row is not None and row.person is not None:
        offer_place(row, by=row.person, words=WORDS)
