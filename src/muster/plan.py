"""What is answered: pairs, what they cost, and the proof that nothing costs less."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from muster.problem import Ints

GAP_CEILING = 0.001
"""A plan whose proven gap is above this share of its objective is not called certified."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Who goes where, with its certificate.

    Parameters
    ----------
    volunteer, demand : int64 (pairs,)
        Pairs in ascending order of demand, then volunteer; frozen pairs are among them.
    objective : int
        Cost of the pairs, of their loads, of the empty seats and of changes, recomputed from the
        problem and not taken from the search.
    bound : int
        No plan costs less: the value of the dual at `price`, over all eligible pairs.
    price : int64 (D,)
        What one hand more at this demand would save, at most the demand's weight.
    """

    volunteer: Ints
    demand: Ints
    objective: int
    bound: int
    price: Ints

    @property
    def gap(self) -> float:
        """Share of the objective not proven necessary; 0.0 when the plan is optimal."""
        if self.objective == self.bound:
            return 0.0
        return (self.objective - self.bound) / max(1, abs(self.objective))

    @property
    def optimal(self) -> bool:
        """True when the bound meets the objective."""
        return self.objective == self.bound

    @property
    def certified(self) -> bool:
        """True when the proven gap is within `GAP_CEILING` (and the bound is a bound)."""
        return 0.0 <= self.gap <= GAP_CEILING

    def save(self, path: str | Path) -> None:
        """Write `volunteer, demand, objective, bound, price` to an ``.npz`` file."""
        np.savez_compressed(
            path,
            volunteer=self.volunteer,
            demand=self.demand,
            objective=np.int64(self.objective),
            bound=np.int64(self.bound),
            price=self.price,
        )

    @classmethod
    def load(cls, path: str | Path) -> "Plan":
        """Read what `save` wrote. Raises `KeyError` for a missing array."""
        with np.load(path, allow_pickle=False) as file:
            return cls(
                file["volunteer"],
                file["demand"],
                int(file["objective"]),
                int(file["bound"]),
                file["price"],
            )
