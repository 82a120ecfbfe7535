"""Keep for a moment, in each process, what is the same for the whole city.

A city comes on duty at the same hour, and everybody is asked by the same rules: they are not read
anew for each. What another process changed is seen `settings.BRIEFLY_SECONDS` later at the latest;
0 keeps nothing. Pages where such things are set read them themselves.
"""

from collections.abc import Callable, Hashable
from functools import update_wrapper
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")
MOST = 500  # different questions kept of one kind


class briefly(Generic[T]):
    """Ask again only after a moment; what is answered belongs to all and is never changed."""

    def __init__(self, read: Callable[..., T]) -> None:
        self._read = read
        self._kept: dict[tuple[Hashable, ...], tuple[float, T]] = {}
        update_wrapper(self, read)

    def __call__(self, *asked: Hashable) -> T:
        seconds: float = settings.BRIEFLY_SECONDS
        if not seconds:
            return self._read(*asked)
        now, kept = monotonic(), self._kept.get(asked)
        if kept is not None and now < kept[0]:
            return kept[1]
        answer = self._read(*asked)
        if len(self._kept) >= MOST:
            self._kept = {}
        self._kept[asked] = now + seconds, answer
        return answer

    def forget(self) -> None:
        """Read anew from now on, in this process."""
        self._kept = {}
