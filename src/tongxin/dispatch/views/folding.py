"""Long lists begin with a few rows; the others wait behind a summary that says how many."""

from typing import Any

FEW = 5  # on a phone a row may be a card


def folded(rows: list[Any]) -> dict[str, list[Any]]:
    """Return what a page shows at once, and what only who unfolds it sees."""
    return {"shown": rows[:FEW], "folded": rows[FEW:]}
