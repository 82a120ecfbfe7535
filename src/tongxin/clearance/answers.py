"""Many requirements, asked about by one person after another, each for a few of them at a time.

Which requirements a rule reads alike is found once; each rule is then asked once for all alike, and
only where no other has said no already. The rules are those of `gates`, and so are the answers.
"""

from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from .crowd import Crowd
from .requirement import Refusal, Requirement
from .rule import Rule
from .rules import RULES, WISHES
from .rules.ability import TRAINED
from .rules.people import REGISTERED

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
SOONEST = (REGISTERED, TRAINED)


class Asked:
    """R requirements, and for each rule which of them read alike.

    `alike[rule.name]` (R,) int64: the first requirement that reads the same.
    `lasting[rule.name]` (R,) int64: for rules that last, the first with the same end.
    `start` (R,) int64: seconds.
    `outline`: a few of them; whoever is read for these is read for all.
    """

    def __init__(self, requirements: Sequence[Requirement]) -> None:
        self.requirements = requirements
        self.outline = _outline(requirements)
        rules = (*RULES, *WISHES)
        self.alike = {rule.name: _firsts(rule.reads, requirements) for rule in rules}
        self.lasting = {
            rule.name: _firsts(rule.lasts[0], requirements) for rule in rules if rule.lasts
        }
        self.start = np.array([one.seconds[0] for one in requirements], np.int64)
        # What most often says no comes first, then the rules that tell few apart.
        self.order = sorted(
            RULES, key=lambda rule: (rule not in SOONEST, len(np.unique(self.alike[rule.name])))
        )


def _outline(requirements: Sequence[Requirement]) -> list[Requirement]:
    """Return the first to begin, the last to end, and one for each proof and occasion."""
    edges = sorted(requirements, key=attrgetter("starts_at"))[:1]
    edges += sorted(requirements, key=attrgetter("ends_at"))[-1:]
    apart = {(one.qualifications, one.occasion): one for one in requirements}
    return [*edges, *apart.values()]


def _firsts(
    reads: Callable[[Requirement], Hashable], requirements: Sequence[Requirement]
) -> Ints:  # fmt: skip
    first: dict[Hashable, int] = {}
    return np.array(
        [first.setdefault(reads(one), n) for n, one in enumerate(requirements)], np.int64
    )


class Answers:
    """What a crowd of one (or none) hears about what is asked; nothing is asked twice."""

    def __init__(self, one: Crowd, asked: Asked) -> None:
        self.one = one
        self.asked = asked
        self._clear = np.full(len(asked.requirements), -1, np.int8)  # -1: not asked yet
        self._held = {
            rule.name: np.full(len(asked.requirements), -1, np.int8) for rule in (*RULES, *WISHES)
        }

    def clear(self, rows: Ints) -> Bools:
        """Return bool for each of `rows`: whether no rule keeps the person out."""
        new = rows[self._clear[rows] < 0]
        for rule in self.asked.order if len(self.one) else ():
            if len(new):
                may = self._holds(rule, new)
                self._clear[new[~may]] = 0
                new = new[may]
        self._clear[new] = len(self.one) > 0
        clear: Bools = self._clear[rows] == 1
        return clear

    def _holds(self, rule: Rule, rows: Ints) -> Bools:
        held, alike = self._held[rule.name], self.asked.alike[rule.name][rows]
        told = held[alike]
        if told.min(initial=1) >= 0:
            return told > 0
        new = alike[told < 0]
        if rule.lasts:
            end = self.asked.lasting[rule.name][new]
            for first in set(end.tolist()):
                until = rule.lasts[1](self.one, self.asked.requirements[first])[0]
                same = new[end == first]
                held[same] = self.asked.start[same] < until
        else:
            for first in set(new.tolist()):
                held[first] = rule.holds(self.one, self.asked.requirements[first])[0]
        holds: Bools = held[alike] > 0
        return holds

    def refusals(self, rows: Sequence[int], rules: Sequence[Rule] = RULES) -> list[list[Refusal]]:
        """Return for each of `rows` what `rules` say to the person, as `refusals_in` does."""
        asked = [self.asked.requirements[row] for row in rows]
        if not len(self.one):
            return [[RULES[0].refuse(self.one, requirement)] for requirement in asked]
        said: list[list[Refusal]] = [[] for _row in rows]
        at = np.array(rows, np.int64)
        for rule in rules:
            for n in np.flatnonzero(~self._holds(rule, at)).tolist():
                said[n].append(rule.refuse(self.one, asked[n]))
        return said
