"""What is offered in the coming days, the same for every reader: read at most every few seconds.

Each process keeps it beside a stamp in the cache of parts, and reads anew once that is gone. How
many places are free may be that old on the page; who joins is counted under the lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from threading import Lock
from typing import Any

import numpy as np
from django.core.cache import caches
from numpy.typing import NDArray

from tongxin.clearance.answers import Asked

from . import board
from .gates import requirement_of
from .models import Part, Shift

AHEAD = timedelta(days=14)
MOST = 2000  # shifts looked at, the soonest
KEPT_SECONDS = 5
STAMP = "rosters-offered"
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Offered:
    """The S coming shifts on the board, the soonest first, and the P parts one may join alone.

    start   (S,) int64 microseconds since 1970
    full    (S,) bool
    post    (S,) int64: row of the shift's post
    point   (O, 2) float64 degrees: latitude and longitude of each post; nan: unknown
    kind    (O,) of str: code of each post's service class
    shift   (P,) int64: row of the part's shift, ascending
    first   (S + 1,) int64: the parts of shift s are first[s] to first[s + 1]
    """

    shifts: Sequence[Shift]
    parts: Sequence[Part]
    asked: Asked
    start: Ints
    full: Bools
    post: Ints
    point: NDArray[np.float64]
    kind: Sequence[str]
    shift: Ints
    first: Ints


def offered(now: datetime) -> Offered:
    """Return what is offered now, or was a moment ago; its first reading asks a dozen queries."""
    stamp = caches["template_fragments"].get(STAMP)
    found = _kept.get("offered")
    if found is None or stamp is None or _kept.get("stamp") != stamp:
        with _reading:  # one thread reads, and those who waited find what it read
            stamp = caches["template_fragments"].get_or_set(STAMP, token_hex, KEPT_SECONDS)
            if _kept.get("stamp") != stamp:
                _kept.update(offered=_read(now), stamp=stamp)
            found = _kept["offered"]
    return found  # type: ignore[no-any-return]


def _read(now: datetime) -> Offered:
    coming = board.posts_once(board.coming(now, starts_at__lte=now + AHEAD))
    shifts: list[Shift] = list(coming[:MOST])
    by_post = _parts_of(shifts)
    pairs = [(n, part) for n, shift in enumerate(shifts) for part in by_post.get(shift.post_id, [])]
    asked = [requirement_of(shifts[n], part) for n, part in pairs]
    rows: dict[int, int] = {}
    post = [rows.setdefault(shift.post_id, len(rows)) for shift in shifts]
    posts = [shifts[post.index(row)].post for row in range(len(rows))]
    shift = np.array([n for n, _part in pairs], np.int64)
    return Offered(
        shifts, [part for _n, part in pairs], Asked(asked),
        start=np.array([_moment(one) for one in shifts], np.int64),
        full=np.array([one.left == 0 for one in shifts], np.bool_),  # type: ignore[attr-defined]
        post=np.array(post, np.int64),
        point=np.array([one.point or (np.nan, np.nan) for one in posts]).reshape(-1, 2),
        kind=[one.service_class_id for one in posts],
        shift=shift, first=np.searchsorted(shift, np.arange(len(shifts) + 1)),
    )  # fmt: skip


def _moment(shift: Shift) -> int:
    return round(shift.starts_at.timestamp() * 1e6)


def _parts_of(shifts: Sequence[Shift]) -> dict[int, list[Part]]:
    posts = {shift.post_id for shift in shifts}
    found: dict[int, list[Part]] = {}
    for part in Part.objects.filter(post__in=posts, whole_team=False, team=None):
        found.setdefault(part.post_id, []).append(part)
    return found


_kept: dict[str, Any] = {}
_reading = Lock()
