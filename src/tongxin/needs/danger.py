"""Is a life at stake in these words? Answered in a millisecond, while they are being typed.

Reads the signs triage reads. It warns, it decides nothing: a warning too many costs a glance, one
too few may cost a life, so fear ("I am afraid it burns") is taken seriously here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .triage.danger import signs
from .triage.wordlists import normalise

CALLS: dict[str, str | Promise] = {
    "120": _("Ambulance"),
    "110": _("Police"),
    "119": _("Fire and rescue"),
}
HEEDED = {"", "fear"}  # guards that do not take a sign back here


@dataclass(frozen=True)
class Alarm:
    """Whom to call now, and the words that say so."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def calls(self) -> list[tuple[str, str | Promise]]:
        """(number, whose it is), the one the words speak of first."""
        others = [number for number in CALLS if number not in self.numbers]
        return [(number, CALLS[number]) for number in [*self.numbers, *others]]


def find_alarm(text: str) -> Alarm | None:
    """Return whom to call when the text speaks of danger to life now, else None."""
    found = [sign for sign in signs(normalise(text)) if sign.guard in HEEDED]
    if not found:
        return None
    return Alarm(tuple(dict.fromkeys(s.number for s in found)), tuple(s.words[0] for s in found))
