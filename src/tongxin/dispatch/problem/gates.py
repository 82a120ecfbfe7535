"""Every gate of `clearance`, as bits and masks the engine understands. No rule is stated here.

A rule that reads nothing of a shift but its hours becomes part of the availability of that window;
every other distinct answer of a rule becomes one bit of ability, or, where bits run out, a mask.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

import muster
from tongxin.clearance.crowd import Crowd
from tongxin.clearance.requirement import Requirement
from tongxin.clearance.rule import Rule
from tongxin.clearance.rules import RULES, WISHES

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Kept = Sequence[tuple[Ints, Ints]]
"""For each team: rows of its members, and the demands kept for it."""

BITS = 62  # of an int64, its sign left alone
WINDOWS = 63  # shifts the engine knows at most
BY_WAY = "in_reach"  # the engine measures the way itself


@dataclass
class Gates:
    """Who may and would stand where: V people, D demands, W windows.

    available, qualified (V,) int64 bits; window (D,) int64; required (D,) int64 bits; masks: what
    did not fit into bits; meaning: name of the rule behind each bit of ability.
    """

    available: Ints
    qualified: Ints
    window: Ints
    window_day: Ints
    required: Ints
    masks: tuple[muster.Mask, ...] = ()
    meaning: list[str] = field(default_factory=list)

    def first(self, many: int) -> "Gates":
        """Return the same for the first `many` demands."""
        masks = tuple(replace(one, of_demand=one.of_demand[:many]) for one in self.masks)
        return replace(self, window=self.window[:many], required=self.required[:many], masks=masks)

    def may(self, rows: Ints, demand: int) -> Bools:
        """Return for each of `rows` whether every rule lets them stand in a demand, free and able.

        How far they would go is not asked.
        """
        asks, free = self.required[demand], self.available[rows] >> self.window[demand] & 1
        may: Bools = ((self.qualified[rows] & asks) == asks) & (free == 1)
        for one in self.masks:
            may &= one.allowed[one.of_volunteer[rows], one.of_demand[demand]]
        return may


def gates_of(people: Crowd, asked: Sequence[Requirement], day: Ints, kept: Kept = ()) -> Gates:
    """Ask every rule of clearance about everybody and every demand.

    `day` (D,) int64: 0 to 6, of each demand; `kept`: demands kept for members of a team. Each rule
    is asked once for all that it reads alike.
    """
    window, window_day = _windows(asked, day)
    by_hours = len(window_day) <= WINDOWS
    if not by_hours:  # too many different hours: whole days, and the hours become masks
        window, window_day = day, np.arange(7)
    gates = Gates(
        available=np.zeros(len(people), np.int64), qualified=np.zeros(len(people), np.int64),
        window=window, window_day=window_day, required=np.zeros(len(asked), np.int64),
    )  # fmt: skip
    free = np.ones((len(window_day), len(people)), bool)
    answers = []
    for rule in (*RULES, *WISHES):
        if rule.name == BY_WAY:
            continue
        if by_hours and _reads_hours_only(rule, asked[0]):
            for number, first in zip(*np.unique(window, return_index=True), strict=True):
                free[number] &= rule.holds(people, asked[first])
        else:
            answers.append(_Answers.of(rule, people, asked))
    answers.append(_Answers.kept_for(kept, len(people), len(asked)))
    for number, row in enumerate(free):
        gates.available |= row.astype(np.int64) << number
    _spread(gates, [one for one in answers if one.rows])
    return gates


def _windows(asked: Sequence[Requirement], day: Ints) -> tuple[Ints, Ints]:
    """Return (D,) the number of each demand's hours, and (W,) their day."""
    hours = np.array([one.seconds for one in asked], np.int64).reshape(-1, 2)
    _hours, first, window = np.unique(hours, axis=0, return_index=True, return_inverse=True)
    return window.reshape(-1).astype(np.int64), day[first].astype(np.int64)


def _reads_hours_only(rule: Rule, one: Requirement) -> bool:
    """Whether the rule reads the same of another post at the same hours."""
    another = replace(
        one, path="?", service_class="?", kind="?", risky=not one.risky, min_age=one.min_age + 99,
        qualifications=frozenset("?"), needs_insurance=not one.needs_insurance, unit=-1,
        offline=not one.offline, across_towns=not one.across_towns,
    )  # fmt: skip
    return rule.reads(one) == rule.reads(another)


@dataclass
class _Answers:
    """What one rule says: K distinct answers that leave somebody out; -1: leaves nobody out."""

    name: str
    rows: list[Bools]  # K of (V,)
    of_demand: Ints  # (D,), -1..K-1

    @classmethod
    def of(cls, rule: Rule, people: Crowd, asked: Sequence[Requirement]) -> "_Answers":
        by_reading: dict[object, int] = {}
        by_answer: dict[bytes, int] = {}
        rows: list[Bools] = []
        of_demand = np.empty(len(asked), np.int64)
        for n, one in enumerate(asked):
            reading = rule.reads(one)
            if reading not in by_reading:
                holds = np.asarray(rule.holds(people, one))
                by_reading[reading] = -1
                if not holds.all():
                    packed = np.packbits(holds).tobytes()
                    if packed not in by_answer:
                        by_answer[packed] = len(rows)
                        rows.append(holds)
                    by_reading[reading] = by_answer[packed]
            of_demand[n] = by_reading[reading]
        return cls(rule.name, rows, of_demand)

    @classmethod
    def kept_for(cls, kept: Kept, people: int, demands: int) -> "_Answers":
        """Only members of a team stand where places are kept for it."""
        rows, of_demand = [], np.full(demands, -1, np.int64)
        for number, (members, of_team) in enumerate(kept):
            row = np.zeros(people, bool)
            row[members] = True
            rows.append(row)
            of_demand[of_team] = number
        return cls("of_the_team", rows, of_demand)


def _spread(gates: Gates, answers: list[_Answers]) -> None:
    """Give each answer a bit, rules with few of them first; the others become masks."""
    for one in sorted(answers, key=lambda one: len(one.rows)):
        if len(gates.meaning) + len(one.rows) > BITS:
            gates.masks += (_mask(one),)
            continue
        base = len(gates.meaning)
        for number, row in enumerate(one.rows):
            gates.qualified |= row.astype(np.int64) << (base + number)
            gates.meaning.append(one.name)
        asks = one.of_demand >= 0
        gates.required[asks] |= np.int64(1) << (base + one.of_demand[asks])


def _mask(one: _Answers) -> muster.Mask:
    """People with the same answers are one group; a last column allows everybody."""
    table = np.stack(one.rows)  # (K, V)
    packed = np.packbits(table, axis=0).T
    distinct, group = np.unique(packed, axis=0, return_inverse=True)
    allowed = np.unpackbits(distinct, axis=1, count=len(one.rows)).astype(bool)
    allowed = np.concatenate([allowed, np.ones((len(allowed), 1), bool)], axis=1)
    of_demand = np.where(one.of_demand < 0, len(one.rows), one.of_demand)
    return muster.Mask(one.name, group.reshape(-1).astype(np.int64), of_demand, allowed)
