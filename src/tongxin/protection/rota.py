"""Who is on duty when, asked upwards: apps above that know shifts say so here.

rota.add("rosters", turns)    in `AppConfig.ready`; `turns(asked)` returns whom it expects

Without a source nobody is expected, and the desk says only who has declared.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .occasions import Occasion


@dataclass(frozen=True)
class Asked:
    """Turns that begin on `first` to `last`; below any of `paths`, or of these `people` (ids)."""

    first: date
    last: date
    paths: Sequence[str] | None = None
    people: Sequence[int] | None = None


@dataclass(frozen=True)
class Turn:
    """One person (id) expected on one occasion."""

    person: int
    occasion: Occasion


Source = Callable[[Asked], Iterable[Turn]]
SOURCES: dict[str, Source] = {}


def add(name: str, source: Source) -> None:
    """Let `source` tell whom it expects on duty."""
    SOURCES[name] = source


def turns(asked: Asked) -> list[Turn]:
    """Return everybody expected, by the time they begin."""
    found = [turn for source in SOURCES.values() for turn in source(asked)]
    return sorted(found, key=lambda turn: (turn.occasion.starts_at, turn.occasion.key, turn.person))
