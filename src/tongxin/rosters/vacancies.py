"""Places that became free again: upper storeys that look for a replacement listen here.

Told inside the transaction that frees the place; whoever listens sends an errand rather than work.
"""

from typing import Protocol

from tongxin.people.models import Person

from .models import Shift


class Listener(Protocol):
    def __call__(self, shift: Shift, *, cause: str, by: Person) -> None: ...


_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener` told of every place that becomes free; twice is once."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def freed(shift: Shift, *, cause: str, by: Person) -> None:
    """Tell whoever listens that a place is free: `declined`, `cancelled`, `silent`, `barred`."""
    for listener in _LISTENERS:
        listener(shift, cause=cause, by=by)
