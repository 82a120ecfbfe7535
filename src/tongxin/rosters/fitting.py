"""For me: the shifts one volunteer may take now, the fitting ones first; why not the others.

`clearance` decides; here is only the order: preferred work first, then near, then soon (rule 29).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import asin, cos, isnan, radians, sin, sqrt

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from tongxin.clearance.answers import Answers
from tongxin.clearance.crowd import Crowd
from tongxin.clearance.requirement import Refusal
from tongxin.clearance.rules import WISHES

from .gates import crowd_for
from .models import Part, Shift
from .offering import Offered, offered

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
AT_ONCE = 128  # shifts asked about together; then all others
NEAREST = 6  # shifts one may not take, shown with the reason
EARTH_KM = 6371.0


@dataclass(frozen=True)
class Fit:
    """A shift, whether the volunteer may take it, and why it stands where it stands."""

    shift: Shift
    part: Part
    km: float | None  # from where the volunteer sets out
    reasons: list[str]  # why it suits
    why_not: Sequence[Refusal] = ()  # forbidden
    unlike: Sequence[Refusal] = ()  # allowed, but not what the volunteer offers


class _Seeker:
    """Who asks what fits them, as the register has them."""

    def __init__(self, one: Crowd) -> None:
        register = one.register
        self.home = one.paths.get(int(register.home[0]), "-")  # no path begins so
        self.latitude = float(register.latitude[0])  # nan: unknown
        self.longitude = float(register.longitude[0])
        bits = int(register.prefers[0])
        self.likes = {code for n, code in enumerate(register.classes) if bits >> n & 1}


def for_me(person: int, now: datetime, *, most: int = 40) -> tuple[list[Fit], list[Fit]] | None:
    """Return (shifts one may take, at most `most`; the nearest others with the reason).

    None: the person is not in the register.
    """
    board = offered(now)
    one = crowd_for(person, board.asked.outline)
    if not len(one):
        return None
    me, answers = _Seeker(one), Answers(one, board.asked)
    near = _kms(me, board.point)[board.post]
    seek = _Search(board, answers, round(now.timestamp() * 1e6))
    good = seek.first(_by_rank(me, board, near), most, good=True)
    bad = seek.first(_by_nearness(board, near), NEAREST, good=False)
    unlike = answers.refusals([row for _n, row in good], WISHES)
    why_not = answers.refusals([row for _n, row in bad])
    fits = [
        replace(_fit(me, board.shifts[n], board.parts[row]), unlike=said)
        for (n, row), said in zip(good, unlike, strict=True)
    ]
    others = [
        Fit(board.shifts[n], board.parts[row], _km(me, board.shifts[n]), [], why_not=said)
        for (n, row), said in zip(bad, why_not, strict=True)
    ]
    return sorted(fits, key=lambda fit: bool(fit.unlike)), others


def _by_rank(me: _Seeker, board: Offered, near: Floats) -> Ints:
    """Those with room first; liked work first; nearness in steps of 3 km; then the soonest."""
    liked = [kind in me.likes for kind in board.kind]
    far = np.where(np.isnan(near), 30.0, near) // 3
    return np.lexsort((board.start, far, ~np.array(liked, bool)[board.post], board.full))


def _by_nearness(board: Offered, near: Floats) -> Ints:
    """The nearest first, then the soonest; where nothing is known, or nothing is far, last."""
    return np.lexsort((board.start, np.where(np.isnan(near) | (near == 0), 99.0, near)))


class _Search:
    """Shifts of the board in some order, asked about until enough are found."""

    def __init__(self, board: Offered, answers: Answers, now: int) -> None:
        self.board = board
        self.answers = answers
        self.now = now

    def first(self, order: Ints, most: int, *, good: bool) -> list[tuple[int, int]]:
        """Return (shift, part) rows of the first `most` that one may take (or not), in `order`.

        The part is the first one may take, or the first of those of which one may take none.
        """
        order = order[self.board.start[order] > self.now]
        found: list[tuple[int, int]] = []
        at, some = 0, AT_ONCE
        while at < len(order) and len(found) < most:
            found += self._some(order[at : at + some], good=good)
            at, some = at + some, len(order)
        return found[:most]

    def _some(self, shifts: Ints, *, good: bool) -> list[tuple[int, int]]:
        first, counts = self.board.first[shifts], np.diff(self.board.first)[shifts]
        own = np.repeat(np.arange(len(shifts)), counts)  # whose part each row is
        rows = np.arange(len(own)) - (np.cumsum(counts) - counts)[own] + first[own]
        clear = self.answers.clear(rows)
        chosen = np.full(len(shifts), -1)
        chosen[own[clear][::-1]] = rows[clear][::-1]  # the first part is written last, and stays
        if good:
            found = np.flatnonzero(chosen >= 0)
        else:
            found = np.flatnonzero((chosen < 0) & (counts > 0))
            chosen = first
        return list(zip(shifts[found].tolist(), chosen[found].tolist(), strict=True))


def _fit(me: _Seeker, shift: Shift, part: Part) -> Fit:
    km = _km(me, shift)
    reasons = []
    if shift.post.service_class_id in me.likes:
        reasons.append(_("work you like"))
    if shift.post.place.path.startswith(me.home):
        reasons.append(_("in your own village"))
    elif km is not None:
        reasons.append(_("%(km)s km away") % {"km": f"{km:.1f}"})
    return Fit(shift, part, km, reasons)


def _km(me: _Seeker, shift: Shift) -> float | None:
    """Return the great-circle distance (haversine), in km; None: one of the points is unknown."""
    there = shift.post.point
    if there is None or isnan(me.latitude + me.longitude):
        return None
    lat, lon = radians(me.latitude), radians(me.longitude)
    lat2, lon2 = radians(there[0]), radians(there[1])
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _kms(me: _Seeker, points: Floats) -> Floats:
    """Return the same for many points at once; nan: unknown."""
    lat, lon = radians(me.latitude), radians(me.longitude)
    lat2, lon2 = np.radians(points).T
    half = np.sin((lat2 - lat) / 2) ** 2
    half += cos(lat) * np.cos(lat2) * np.sin((lon2 - lon) / 2) ** 2
    kms: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return kms
