"""Arrays kept in files beside a fitted model, so that no process makes them twice."""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongxin.needs.triage.model import Model

log = logging.getLogger(__name__)

Arrays = dict[str, Any]
FITS_KEPT = 3
"""The newest fits whose files stay; the one in use is among them."""


def read(path: Path) -> Arrays | None:
    """Return what `write` wrote; None when it is not there or cannot be read. Runs no code."""
    import numpy as np

    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as stored:
            return dict(stored.items())
    except (OSError, ValueError, zipfile.BadZipFile):
        log.warning("triage cache unreadable, making it again", extra={"path": str(path)})
        return None


def write(path: Path, arrays: Arrays) -> None:
    """Write the arrays, whole or not at all, and let go of the files of old fits."""
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"draft-{os.getpid()}-{path.name}")
    np.savez_compressed(draft, **arrays)
    draft.replace(path)
    _forget_old(path.parent)


def kept(model: Model, name: str, make: Callable[[], Arrays]) -> Arrays:
    """Return arrays that follow from a fitted model, from beside it where it is kept."""
    if model.path is None:
        return make()
    path = model.path.with_name(f"{model.path.stem}-{name}.npz")
    arrays = read(path)
    if arrays is None:
        arrays = make()
        write(path, arrays)
    return arrays


def _forget_old(folder: Path) -> None:
    fits = sorted(folder.glob("triage-*.npz"), key=_age)
    stems = list(dict.fromkeys("-".join(file.stem.split("-")[:2]) for file in fits))
    for stem in stems[FITS_KEPT:]:
        for file in folder.glob(f"{stem}*.npz"):
            file.unlink(missing_ok=True)


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except FileNotFoundError:  # another process has just let go of it
        return 0.0
