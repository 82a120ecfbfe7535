"""What a plan weighs, in metres: data of each plan, so that a city may weigh otherwise."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from tongxin.needs.models import Urgency

MOST = 200_000  # metres
# How much more an empty place weighs than one of urgency III, in tenths.
TENTHS = {Urgency.I: 100, Urgency.II: 30, Urgency.III: 10, Urgency.IV: 3}


@dataclass(frozen=True)
class Costs:
    """Whole metres an officer would let people go for each thing. Zero: it does not matter.

    `least`: an empty place a shift of urgency III cannot do without; `more`: one beyond that; both
    weigh ten times as much at urgency I, thrice at II, three tenths at IV; `preference`: work
    the volunteer did not name as liked; `fairness`: each shift stood or asked for in two weeks;
    `second`, `third`, `more_turns`: the n-th shift of one person in the plan, added up.
    """

    least: int = 40_000
    more: int = 15_000
    preference: int = 3_000
    fairness: int = 300
    second: int = 1_000
    third: int = 2_500
    more_turns: int = 2_000

    @classmethod
    def read(cls, said: dict[str, Any]) -> Self:
        """Return costs from what is stored; what is not said, or out of bounds, is usual."""
        known = {one.name for one in fields(cls)}
        good = {
            name: value for name, value in said.items()
            if name in known and isinstance(value, int) and 0 <= value <= MOST
        }  # fmt: skip
        return cls(**good)

    def stored(self) -> dict[str, int]:
        return asdict(self)

    def weight(self, urgency: int, *, least: bool) -> int:
        """Return what an empty place of a post of this urgency weighs."""
        return (self.least if least else self.more) * TENTHS[Urgency(urgency)] // 10

    @property
    def of_turns(self) -> list[int]:
        """Return what the 1st to 7th shift of one volunteer adds, never less than before."""
        third = max(self.second, self.third)
        return [0, self.second, third, *(third + self.more_turns * n for n in range(1, 5))]
