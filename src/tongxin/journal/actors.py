"""Who can act: what storeys below `people` need to know of a person."""

from typing import Any, ClassVar, Protocol


class Somewhere(Protocol):
    """Anything that lies in the city tree."""

    path: Any


class Actor(Protocol):
    """Somebody who can be named in the journal and asked for a power."""

    pk: Any
    _meta: ClassVar[Any]

    def must(self, power: str, *, at: Somewhere) -> None:
        """Raise `NotAllowed` unless the actor holds `power` there."""
