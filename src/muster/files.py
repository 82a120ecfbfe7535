"""Problems in files: ``problem.npz``, read as a stranger's."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from muster.problem import BadProblem, Mask, Problem

NEEDED = (
    "volunteer_x", "volunteer_y", "qualifications", "availability", "preferred", "weekly_cap",
    "recent", "max_distance", "demand_x", "demand_y", "demand_class", "required", "shift",
    "seats", "weight", "shift_day", "load_cost", "preference_cost", "recent_cost",
)  # fmt: skip
ARCS = ("arc_ptr", "arc_volunteer", "arc_cost")
PINS = (
    "frozen_volunteer", "frozen_demand", "told_volunteer", "told_demand", "change_cost",
    "declined_volunteer", "declined_demand",
)  # fmt: skip
MASK = ("name", "of_volunteer", "of_demand", "allowed")

SIZE_LIMIT = 4 << 30
"""Bytes all arrays may unpack to: a province fits, a zip bomb does not."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, MemoryError)


def save(problem: Problem, path: str | Path) -> None:
    """Write a problem to an ``.npz`` file; what is optional and empty is left out."""
    arrays: dict[str, Any] = {name: getattr(problem, name) for name in NEEDED}
    if problem.explicit:
        arrays |= {name: getattr(problem, name) for name in ARCS}
    if (
        problem.frozen_volunteer.size
        + problem.told_volunteer.size
        + problem.declined_volunteer.size
    ):
        arrays |= {name: getattr(problem, name) for name in PINS}
    for number, mask in enumerate(problem.masks):
        arrays |= {f"mask_{number}_{part}": getattr(mask, part) for part in MASK}
    with Path(path).open("wb") as file:
        np.savez_compressed(file, **arrays)


def load(path: str | Path) -> Problem:
    """Read and check a problem.

    Raises
    ------
    BadProblem
        If the file is no ``.npz``, lacks an array, is too large, or its arrays are not sound.
    FileNotFoundError
        If there is no such file.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(path)
    arrays = _arrays(path)
    for name in NEEDED:
        if name not in arrays:
            raise BadProblem(name, None, "is missing from the file")
    known = {name: arrays[name] for name in (*NEEDED, *ARCS, *PINS) if name in arrays}
    return Problem(**known, masks=_masks(arrays)).checked()


def _arrays(path: Path) -> dict[str, Any]:
    """Read every array of the file, pickles and bombs refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except UNREADABLE as error:
        raise BadProblem("file", None, f"is not an .npz file: {error}") from error
    if size > SIZE_LIMIT:
        raise BadProblem("file", None, f"unpacks to {size} bytes, more than {SIZE_LIMIT}")
    arrays = {}
    with np.load(path, allow_pickle=False) as archived:
        for name in archived.files:
            try:
                arrays[name] = archived[name]
            except UNREADABLE as error:
                raise BadProblem(name, None, f"cannot be read: {error}") from error
    return arrays


def _masks(arrays: dict[str, Any]) -> tuple[Mask, ...]:
    """Return the masks in the file, numbered from 0."""
    masks: list[Mask] = []
    while f"mask_{len(masks)}_allowed" in arrays:
        where = f"mask_{len(masks)}_"
        for part in MASK:
            if where + part not in arrays:
                raise BadProblem(where + part, None, "is missing from the file")
        name, *groups = (arrays[where + part] for part in MASK)
        masks.append(Mask(str(name), *groups))
    return tuple(masks)
