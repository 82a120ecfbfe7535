"""How large a simulated city is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Say = Callable[[str, int, int], None]  # what, how far, of how much


@dataclass(frozen=True)
class Scale:
    """How many of everything."""

    residents: int
    raised: int  # needs told one by one, at every door
    board: int  # needs of a message board the city had before, imported
    town_teams: bool  # whether every town has teams of its own
    services: int  # for each team
    past: int  # sessions of a timed service that are over
    coming: int
    visitors: int  # at each session that is over
    bookings: int  # at most, for each coming session of the village
    answered: int  # of the needs gathered for each service
    listened: float  # share of receipts that come back
    editions: int  # days of the menu before today
    volunteers: int = 0  # on the city's old list
    confirmed: int = 0  # of them: volunteers by their own word, on the page
    near: int = 25  # every so manieth of them lives in the village of the demo
    answering: bool = False  # whether the others answer the text message
    joiners: int = 0  # places they take in shifts, besides what everybody likes
    planned: int = 3  # days of the draft for the whole city
    seed: int = 2020


SCALES = {
    "tiny": Scale(  # for tests
        residents=12, raised=36, board=8, town_teams=False, services=1, past=1, coming=1,
        visitors=2, bookings=3, answered=2, listened=0.6, editions=1,
        volunteers=16, confirmed=13, near=3, joiners=6,
    ),
    "small": Scale(
        residents=120, raised=560, board=120, town_teams=False, services=3, past=2, coming=4,
        visitors=6, bookings=12, answered=6, listened=0.55, editions=3,
        volunteers=2_000, confirmed=400, answering=True, joiners=320,
    ),
    "full": Scale(
        residents=120_000, raised=1_000, board=99_000, town_teams=True, services=47, past=3,
        coming=3, visitors=17, bookings=3, answered=9, listened=0.5, editions=14,
        volunteers=120_000, confirmed=12_000, answering=True, joiners=3_000,
    ),
}  # fmt: skip


def chunks(rows: "list[T]", size: int) -> "list[list[T]]":
    """Return `rows` in pieces of at most `size`."""
    return [rows[n : n + size] for n in range(0, len(rows), size)]
