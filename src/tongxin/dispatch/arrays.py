"""The arrays of a plan, kept beside it: what questions about it are answered from."""

import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

import muster

from .models import Plan
from .problem import Ground

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Arrays:
    """A problem, its answer, and what their rows stand for."""

    problem: muster.Problem
    plan: muster.Plan
    people: Ints  # (V,) ids of persons, ascending
    shift: Ints  # (D,) ids
    part: Ints  # (D,) ids
    meaning: list[str]  # of each bit of ability: the rule behind it

    def row_of(self, person: int) -> int | None:
        """Return the row of a person; None: not in the register when the plan was read."""
        row = int(np.searchsorted(self.people, person))
        return row if row < len(self.people) and self.people[row] == person else None

    def demands_of(self, shift: int) -> list[int]:
        """Return the demands a shift is made of."""
        return np.flatnonzero(self.shift == shift).tolist()


def keep_arrays(plan: Plan, ground: Ground, problem: muster.Problem, answer: muster.Plan) -> str:
    """Write the arrays; return where, below MEDIA_ROOT; "" where there are none to ask about.

    Written again, it replaces.
    """
    if not ground.demands:
        return ""
    folder = Path("plans") / str(plan.uid)
    whole = Path(settings.MEDIA_ROOT) / folder
    whole.mkdir(parents=True, exist_ok=True)
    muster.save(problem, whole / "problem.npz")
    answer.save(whole / "plan.npz")
    np.savez(
        whole / "rows.npz", people=ground.people,
        shift=np.array([one.shift for one in ground.demands], np.int64),
        part=np.array([one.part for one in ground.demands], np.int64),
        meaning=np.array(ground.gates.meaning, np.str_),
    )  # fmt: skip
    return str(folder)


def remove_arrays(plan: Plan) -> None:
    """Remove the arrays of a plan; twice is once."""
    if plan.file:
        shutil.rmtree(Path(settings.MEDIA_ROOT) / plan.file, ignore_errors=True)


def arrays_of(plan: Plan) -> Arrays | None:
    """Return the arrays of a drawn plan; None: they are gone, and a plan drawn again has them."""
    whole = Path(settings.MEDIA_ROOT) / plan.file
    if not plan.file or not (whole / "rows.npz").is_file():
        return None
    return _read(str(whole), (whole / "rows.npz").stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(whole: str, _written: int) -> Arrays:
    folder = Path(whole)
    with np.load(folder / "rows.npz", allow_pickle=False) as rows:
        return Arrays(
            problem=muster.load(folder / "problem.npz"), plan=muster.Plan.load(folder / "plan.npz"),
            people=rows["people"], shift=rows["shift"], part=rows["part"],
            meaning=rows["meaning"].tolist(),
        )  # fmt: skip
