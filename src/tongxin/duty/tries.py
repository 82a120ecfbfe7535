"""How often somebody may be wrong at the door, so that digits are not guessed. Writes no row."""

from django.core.cache import cache
from django.utils.functional import Promise

from tongxin.errors import TooMany

TRY_SECONDS = 600  # until the first wrong one is forgotten
PERSON_TRIES, SCREEN_TRIES = 5, 20


class TooManyTries(TooMany):
    """Wrong digits were entered again and again."""


def must_be_left(whose: str, most: int, words: str | Promise) -> None:
    """Raise `TooManyTries`, saying `words`, after `most` wrong ones."""
    if cache.get(f"duty:tries:{whose}", 0) >= most:
        raise TooManyTries(words)


def count(whose: str) -> None:
    """Count one that was wrong."""
    key = f"duty:tries:{whose}"
    cache.add(key, 0, TRY_SECONDS)
    cache.incr(key)
