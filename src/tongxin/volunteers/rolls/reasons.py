"""Why a line of a roll cannot become a volunteer: codes to store, sentences to read."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """Return the reason in the reader's language."""
    sentences = {
        "no_name": _("There is no name."),
        "name_too_long": _("The name is longer than 60 characters."),
        "no_way": _("There is neither a phone nor an identity number: nobody could confirm."),
        "bad_phone": _("The phone “%(cell)s” is not a number we can use."),
        "bad_identity": _("The identity number is wrong: %(why)s"),
        "bad_birth_date": _("The birth date “%(cell)s” cannot be read."),
        "birth_date_differs": _("The birth date is not the one in the identity number."),
        "child": _("Under 14: a guardian has to make the account."),
        "no_place": _("No place is called “%(cell)s”."),
        "place_outside": _("%(place)s is not under %(root)s, where you import."),
        "twice": _("Line %(row)s of this file is the same person."),
        "phone_taken": _("The phone belongs to somebody of another name."),
        "phone_twice": _("Line %(row)s of this file has the same phone and another name."),
        "two_people": _("Phone and identity number belong to two different accounts."),
        "unusable": _("It cannot be kept: %(why)s"),
        "formula_error": _("The cell holds a formula that failed (%(cell)s)."),
    }
    return sentences.get(code, code) % values
