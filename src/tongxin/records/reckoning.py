"""How many minutes a stint counts (rule 41): pure, so that anybody can reckon it again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reckoned:
    """What counts: the time served within the window, and its minutes after every rule."""

    since: datetime
    until: datetime
    minutes: int
    flags: tuple[str, ...]


def reckon(
    window: Span, served: Span, *, pauses_minutes: int, taken: Iterable[Span], day_minutes: int,
    share_percent: int, daily_minutes: int,
) -> Reckoned:  # fmt: skip
    """Return what counts of `served`, in whole minutes, rounded down.

    In this order: nothing outside the planned `window`; below `share_percent` of it nothing; no
    minute that another line counts (`taken`); no pauses; no more than `daily_minutes` a day, of
    which `day_minutes` are used already. Each rule that took something leaves its flag.
    """
    since = max(window[0], min(served[0], window[1]))
    until = max(since, min(served[1], window[1]))
    flags = ["outside_window"] if (served[0], served[1]) != (since, until) else []
    if (until - since) * 100 < (window[1] - window[0]) * share_percent:
        return Reckoned(since, until, 0, (*flags, "below_share"))
    free = (until - since) - covered((since, until), taken)
    if free < until - since:
        flags.append("overlap")
    minutes = max(0, free // MINUTE - max(0, pauses_minutes))
    left = max(0, daily_minutes - day_minutes)
    if minutes > left:
        flags.append("daily_cap")
    return Reckoned(since, until, min(minutes, left), tuple(flags))


def covered(span: Span, others: Iterable[Span]) -> timedelta:
    """Return how much of `span` the `others` cover together."""
    total, reached = timedelta(), span[0]
    for start, end in sorted(others):
        start, end = max(start, reached), min(end, span[1])
        if end > start:
            total, reached = total + (end - start), end
    return total
