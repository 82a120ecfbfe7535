"""How a refusal speaks of days, and where it sends people."""

from datetime import date
from functools import cache

from django.urls import reverse
from django.utils.formats import date_format


def day_of(ordinal: int) -> str:
    """Return a day as one reads it."""
    return date_format(date.fromordinal(ordinal), "DATE_FORMAT")


@cache
def way(name: str, *args: str) -> str:
    """Return an address of the house."""
    return reverse(name, args=args)
