"""Why a row cannot become a need: codes to store, sentences to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Refusal:
    """A row that is no need, and why."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return sentence(self.code, self.values)


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """Return the reason in the reader's language."""
    sentences = {
        "no_words": _("It says nothing: the column with the words is empty."),
        "formula_error": _("The cell holds a formula that failed (%(cell)s)."),
        "words_too_long": _("The words are longer than %(most)s characters (%(length)s)."),
        "ref_too_long": _("The number is longer than %(most)s characters."),
        "ref_twice": _("Row %(row)s of this file has the same number %(ref)s, with other words."),
        "bad_time": _("The time “%(cell)s” cannot be read."),
        "time_ahead": _("The time %(time)s lies in the future."),
        "time_too_old": _("The time %(time)s is before 1990."),
        "place_outside": _("%(place)s is not under %(root)s, where you import."),
        "unusable": _("It cannot be kept: %(why)s"),
    }
    return sentences.get(code, code) % values
