"""A day in an address: /list/2026-11-23."""

from datetime import date


class DayConverter:
    """Reads and writes YYYY-MM-DD; a day that does not exist is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
