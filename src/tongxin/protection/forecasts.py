"""How long stock lasts: from what was used lately and what is reserved. Pure arithmetic.

Days are counted from today (0). What expires is used before it does, as far as it can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HORIZON_DAYS = 60  # beyond, nothing is foretold


@dataclass(frozen=True)
class Store:
    """So many, good up to and with day `last`; None: they keep."""

    quantity: float
    last: int | None = None


def runs_out_on(
    stores: Sequence[Store], per_day: float, reserved: Mapping[int, float],
    horizon: int = HORIZON_DAYS,
) -> int | None:  # fmt: skip
    """Return the first day whose need is not covered; None: none within the horizon.

    A day needs what is reserved for it, and at least `per_day`, the use of late. `stores` in any
    order; what expires first is used first.
    """
    left = sorted(
        ([store.last if store.last is not None else horizon + 1, store.quantity]
         for store in stores if store.quantity > 0),
    )  # fmt: skip
    for day in range(horizon + 1):
        need = max(per_day, reserved.get(day, 0))
        for row in left:
            if row[0] >= day and need > 0:
                used = min(row[1], need)
                row[1] -= used
                need -= used
        if need > 1e-9:
            return day
    return None
