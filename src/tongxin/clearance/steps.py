"""How a refusal speaks of days."""

from datetime import date

from django.utils.formats import date_format


def day_of(ordinal: int) -> str:
    """Return a day as one reads it."""
    return date_format(date.fromordinal(ordinal), "DATE_FORMAT")
