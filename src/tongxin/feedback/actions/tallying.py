"""Add receipts and reviews up, in the transaction that writes them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import connections, router

from ..figures import day_of
from ..models import Receipt, Review, Tally

Cell = tuple[date, int, int | None, int | None]  # day, place, team, service
KEY = ("day", "place_id", "team_id", "service_id")
COLUMNS = ", ".join([*KEY, *Tally.COUNTS])
ADDED = ", ".join(f"{name} = {Tally._meta.db_table}.{name} + excluded.{name}"
                  for name in Tally.COUNTS)  # fmt: skip
# One statement adds to the line or makes it, however many do so at once.
ADD = (
    f"INSERT INTO {Tally._meta.db_table} ({COLUMNS}) "
    f"VALUES ({', '.join(['%s'] * (len(KEY) + len(Tally.COUNTS)))}) "
    "ON CONFLICT (day, place_id, COALESCE(team_id, 0), COALESCE(service_id, 0)) "
    f"DO UPDATE SET {ADDED}"
)


def tally(receipts: Iterable[Receipt] = (), reviews: Iterable[Review] = ()) -> None:
    """Count new receipts and reviews in. Last of all in an action: its lines are locked till then.

    Always in the order of the lines, so that two who count at once never wait for each other.
    """
    sums: dict[Cell, Counter[str]] = {}
    for receipt in receipts:
        sums.setdefault(_cell(receipt), Counter())["asked"] += 1
    for review in reviews:
        counts = sums.setdefault(_cell(review.receipt), Counter())
        counts[review.solved] += 1
        if review.stars is not None:
            counts["starred"] += 1
            counts["stars"] += review.stars
    lines = [
        (*cell, *(sums[cell][name] for name in Tally.COUNTS)) for cell in sorted(sums, key=_order)
    ]
    with connections[router.db_for_write(Tally)].cursor() as cursor:
        cursor.executemany(ADD, lines)


def _cell(receipt: Receipt) -> Cell:
    return (
        day_of(receipt.answered_at), receipt.place_id, receipt.team_id, receipt.service_id
    )  # fmt: skip


def _order(cell: Cell) -> tuple[date, int, int, int]:
    day, place, team, service = cell
    return day, place, team or 0, service or 0
