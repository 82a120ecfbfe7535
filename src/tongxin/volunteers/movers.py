"""What other apps hold of a person, moved when two entries of the register are one human.

movers.add("training", take_over, "training.Pass.person", "training.Seat.person")
"""

from collections.abc import Callable
from dataclasses import dataclass

from tongxin.people.models import Person

Move = Callable[[Person, Person, Person], None]


@dataclass(frozen=True)
class Mover:
    """`move(kept, gone, by)` moves what the app holds of `gone`, or refuses (`DomainError`).

    `relations` are the fields it looks after, each "app.Model.field".
    """

    move: Move
    relations: frozenset[str]


MOVERS: dict[str, Mover] = {}


def add(app: str, move: Move, *relations: str) -> None:
    """Let `app` join in when two entries are merged; called in its `AppConfig.ready`."""
    MOVERS[app] = Mover(move, frozenset(relations))
