"""Triage: where a message belongs, how soon, what it is like; always with reasons, never a verdict.

Owns no table and knows no Django: texts in, suggestions out. The examples it learns from and the
words it knows are plain text beside this file (`labels/`, `lexicon/`). People decide; a decision
that differs from the suggestion becomes an example for the next fit.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tongxin.needs.triage.examples import BadLabel, Example, correction
from tongxin.needs.triage.suggestion import (
    PLATFORMS,
    ROUTES,
    SERVICE_CLASSES,
    URGENCIES,
    Reason,
    Suggestion,
)

if TYPE_CHECKING:
    from tongxin.needs.triage.csvfile import Progress
    from tongxin.needs.triage.duplicates import Pair
    from tongxin.needs.triage.model import Model
    from tongxin.needs.triage.openlist import DuplicateIndex

__all__ = [
    "PLATFORMS",
    "ROUTES",
    "SERVICE_CLASSES",
    "URGENCIES",
    "BadLabel",
    "Example",
    "Reason",
    "Suggestion",
    "correction",
    "duplicate_index",
    "find_duplicates",
    "fit",
    "run_csv",
    "suggest",
    "suggest_many",
]


def fit(
    labels: Sequence[Example] | None = None,
    *,
    corrections: Sequence[Example] = (),
    cache: Path | None = None,
) -> Model:
    """Fit on the labels of the repository (or these) plus people's differing decisions."""
    from tongxin.needs.triage.model import fit as fit_model

    return fit_model(labels, corrections=corrections, cache=cache)


def suggest(text: str, *, at: datetime | None = None, model: Model | None = None) -> Suggestion:
    """Weigh one message written `at` (now when unknown)."""
    return suggest_many([text], ats=[at], model=model)[0]


def suggest_many(
    texts: Sequence[str],
    *,
    ats: Sequence[datetime | None] | None = None,
    model: Model | None = None,
) -> list[Suggestion]:
    """Weigh many messages at once; the default model is fitted at first use."""
    from tongxin.needs.triage import suggesting
    from tongxin.needs.triage.model import default_model

    return suggesting.suggest_many(texts, ats=ats, model=model or default_model())


def find_duplicates(
    texts: Sequence[str],
    places: Sequence[str] | None = None,
    times: Sequence[datetime | None] | None = None,
    *,
    model: Model | None = None,
) -> list[Pair]:
    """Return likely duplicates (i < j, most like first); places are codes, prefixes are above."""
    from tongxin.needs.triage import duplicates
    from tongxin.needs.triage.model import default_model

    return duplicates.find_duplicates(texts, places, times, model=model or default_model())


def duplicate_index(
    keys: Sequence[Hashable],
    texts: Sequence[str],
    places: Sequence[str] | None = None,
    times: Sequence[datetime | None] | None = None,
    *,
    model: Model | None = None,
) -> DuplicateIndex:
    """Return an index of open messages; ask it what a new one is `like`."""
    from tongxin.needs.triage.model import default_model
    from tongxin.needs.triage.openlist import DuplicateIndex

    return DuplicateIndex(keys, texts, places, times, model=model or default_model())


def run_csv(
    input_path: str | Path, output_path: str | Path, *, progress: Progress | None = None
) -> int:
    """Triage a CSV file with a `text` column into another; return how many rows."""
    from tongxin.needs.triage.csvfile import run_csv as run

    return run(input_path, output_path, progress=progress)
