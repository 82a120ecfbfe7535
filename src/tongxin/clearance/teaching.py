"""What would have to be taught before people may stand somewhere."""

import numpy as np
from numpy.typing import NDArray

from .crowd import Crowd
from .requirement import Requirement


class Teaching:
    """What a crowd has passed and what posts ask for; the rest of the crowd may be let go."""

    def __init__(self, people: Crowd) -> None:
        self._passes, self._needed = people.passes, people.needed

    def most_lacked(self, rows: NDArray[np.int64], requirement: Requirement) -> str:
        """Return the code of the module most of these rows lack there; "": none lacks any.

        A pass lacks when the rule `trained` says so.
        """
        start = requirement.seconds[0]
        modules = self._needed.needed(requirement.service_class, requirement.kind)
        lacking = {
            code: int((self._passes.lasting([code])[rows] <= start).sum())
            for code in sorted(modules)
        }
        most = max(lacking, key=lambda code: lacking[code], default="")
        return most if lacking.get(most) else ""
