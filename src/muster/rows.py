"""Sorted lists of candidates, one row per post or hand, that grow only as far as prices ask.

A row is a complete prefix of the candidates sorted by (cost, number), packed as
``cost << 32 | number``. Beside each entry stands a `floor`: what using it cost when last looked at.
Within one direction of search that can only rise, so an entry whose floor is too high is skipped
without touching the other side's memory.
"""

from typing import Any, NamedTuple

import numpy as np

from muster.candidates import NONE_YET, look_around
from muster.compiled import kernel, parallel_kernel, part, prange
from muster.ground import Ground, Ints32
from muster.problem import Ints
from muster.sorting import sort_entries

NUMBER = np.int64(0xFFFFFFFF)
"""Mask of the number in a packed entry."""
ANY_COST = np.int64(1) << 40
GROWTH = 2
"""How many times longer a row becomes when it is found too short."""
FIRST_HANDS, HANDS_PER_SEAT = 64, 8
"""How long the row of a post begins, plus so many for each seat."""


ROW = np.dtype([("start", "i8"), ("era", "i8"), ("length", "i4"), ("whole", "i4")])
"""Where a row lies, in which era its floors were noted, and whether it lists everyone there is."""


class Rows(NamedTuple):
    """Candidate lists of posts, or (explicit arcs only) of hands.

    row `ROW` (N,). entry int64 (room,), floor int32 (room,).
    used int64 (1,): how much of the room is taken.
    """

    row: Any
    entry: Ints
    floor: Ints32
    used: Ints


def empty_rows(count: int, room: int) -> Rows:
    """Return rows in which nothing has been looked up yet."""
    return Rows(
        np.zeros(count, ROW),
        np.empty(room, np.int64),
        np.empty(room, np.int32),
        np.zeros(1, np.int64),
    )


@kernel
def note_entries(rows, at, found, n):
    """Write `n` entries to `at`, with floors that promise nothing."""
    entry, floor = rows.entry, rows.floor
    for a in range(n):
        entry[at + a] = found[a]
        floor[at + a] = found[a] >> 32


@kernel
def move_row(rows, k, at):
    """Copy row `k`, with its floors, to `at`."""
    entry, floor = rows.entry, rows.floor
    first = rows.row[k].start
    for a in range(rows.row[k].length):
        entry[at + a] = entry[first + a]
        floor[at + a] = floor[first + a]
    rows.row[k].start = at


@kernel
def lengthen(ground, rows, k, found):
    """Look further for row `k`; return False, having changed nothing, if there is no room.

    Afterwards the row is at least `GROWTH` times as long, or whole: by less it must not grow, for
    the whole neighbourhood is walked again.
    """
    known = np.int64(rows.row[k].length)
    last = rows.entry[rows.row[k].start + known - 1] if known else np.int64(NONE_YET)
    want = (GROWTH - 1) * known + FIRST_HANDS
    n, whole = look_around(ground, k, want, ANY_COST, last, found)
    at = rows.used[0]
    if at + known + n > rows.entry.size:
        return False
    move_row(rows, k, at)
    note_entries(rows, at + known, found, n)
    rows.row[k].length = known + n
    rows.row[k].whole = whole
    rows.used[0] = at + known + n
    return True


@part
def open_row(row, entry, floor, k, era):
    """Forget floors that were noted before prices last moved the other way."""
    if row[k].era != era:
        row[k].era = era
        first = row[k].start
        for a in range(first, first + row[k].length):
            floor[a] = entry[a] >> 32


@parallel_kernel
def first_look(ground, rows, want, chunks):
    """Fill every row with its first `want` candidates; rows already lie `want` apart."""
    count = want.size
    for chunk in prange(chunks):
        found = np.empty(max(ground.hand.shape[0], 1) + 1, np.int64)
        for k in range(chunk * count // chunks, (chunk + 1) * count // chunks):
            n, whole = look_around(ground, k, want[k], ANY_COST, NONE_YET, found)
            kept = min(n, want[k])
            note_entries(rows, rows.row[k].start, found, kept)
            rows.row[k].length = kept
            rows.row[k].whole = whole and kept == n


def first_rows(ground: Ground, want: Ints, room: int) -> Rows:
    """Return rows that hold the first `want` (int64 (N,)) candidates of each."""
    rows = empty_rows(len(want), int(want.sum()) + room)
    rows.row["start"][1:] = np.cumsum(want)[:-1]
    rows.used[0] = want.sum()
    first_look(ground, rows, want, 64 if len(want) > 4000 else 4)
    return rows


def listed_rows(of: Ints, number: Ints, cost: Ints, count: int) -> Rows:
    """Return `count` whole rows from a list: row, number and cost of each entry (int64 (A,))."""
    length = np.bincount(of, minlength=count)
    start = np.cumsum(length) - length
    rows = empty_rows(count, len(of))
    rows.row["start"], rows.row["length"] = start, length
    rows.row["whole"] = 1
    spread(of, number, cost, start.copy(), rows.entry)
    sort_rows(start, length, rows.entry, rows.floor, 16)
    rows.used[0] = len(of)
    return rows


@kernel
def spread(of, number, cost, at, entry):
    """Write each entry into its row, at the row's next free place `at` (int64 (N,), moved on)."""
    for a in range(of.size):
        k = of[a]
        entry[at[k]] = (cost[a] << 32) | number[a]
        at[k] += 1


@parallel_kernel
def sort_rows(start, length, entry, floor, chunks):
    """Sort each row, and note floors that promise nothing."""
    count = start.size
    for chunk in prange(chunks):
        for k in range(chunk * count // chunks, (chunk + 1) * count // chunks):
            first, stop = start[k], start[k] + length[k]
            sort_entries(entry, first, stop)
            for a in range(first, stop):
                floor[a] = entry[a] >> 32


@kernel
def pack(rows, packed):
    """Copy the live entries of `rows` one behind the other into `packed`."""
    entry, floor, to_entry, to_floor = rows.entry, rows.floor, packed.entry, packed.floor
    at = 0
    for k in range(rows.row.size):
        first, n = rows.row[k].start, rows.row[k].length
        for a in range(n):
            to_entry[at + a] = entry[first + a]
            to_floor[at + a] = floor[first + a]
        packed.row[k].start = at
        at += n
    packed.used[0] = at


def roomier(rows: Rows, at_least: int) -> Rows:
    """Return the same rows packed, with half as much room again and at least `at_least` free."""
    live = int(rows.row["length"].sum())
    room = live + live // 2 + at_least
    packed = rows._replace(
        row=rows.row.copy(), entry=np.empty(room, np.int64), floor=np.empty(room, np.int32)
    )
    pack(rows, packed)
    return packed


def forget(rows: Rows, k: int) -> None:
    """Let row `k` be looked up anew when next needed."""
    rows.row["length"][k] = 0
    rows.row["whole"][k] = 0


__all__ = ["Rows", "first_rows", "forget", "listed_rows", "roomier"]
