"""Ages, in full years on a day (rule 2), and the lines the law draws (rule 3).

Source: Personal Information Protection Law of China, article 31 (under 14); Civil Code, article 17
(adult at 18).
"""

from datetime import date

CHILD = 14  # below: no account without a guardian's consent
ADULT = 18  # below: a guardian confirms


def years_between(birth: date, day: date) -> int:
    """Return the full years from `birth` to `day`."""
    before_birthday = (day.month, day.day) < (birth.month, birth.day)
    return day.year - birth.year - before_birthday
