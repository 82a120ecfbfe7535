"""Numbers that name people and units: resident identity (GB 11643), credit code (GB 32100)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent, InvalidLength, ValidationError

from tongxin.errors import DomainError

SHAPE = re.compile(r"[0-9]{17}[0-9X]")
OLDEST_YEARS = 130


class BadIdentity(DomainError):
    """This is not a resident identity number."""

    status = 422


class BadCreditCode(DomainError):
    """This is not a unified social credit code."""

    status = 422


@dataclass(frozen=True)
class Identity:
    """What a resident identity number says."""

    number: str
    birth_date: date
    area_is_current: bool  # False: the area code was withdrawn; warn, do not refuse


def read_identity(text: str, *, today: date) -> Identity:
    """Check length, check digit and date of a resident identity number. Raises `BadIdentity`."""
    number = "".join(ric.compact(unicodedata.normalize("NFKC", text)).split())
    if len(number) != 18:
        raise BadIdentity(_("An identity number has 18 characters."))
    if not SHAPE.fullmatch(number):
        raise BadIdentity(_("An identity number is 17 digits and a digit or X."))
    if number[-1] != ric.calc_check_digit(number):
        raise BadIdentity(_("This identity number has a typing mistake. Please check it."))
    try:
        birth_date = ric.get_birth_date(number)
    except InvalidComponent:
        raise BadIdentity(_("The birth date in this identity number does not exist.")) from None
    if birth_date > today or today.year - birth_date.year > OLDEST_YEARS:
        raise BadIdentity(_("The birth date in this identity number cannot be right."))
    return Identity(number, birth_date, _area_is_known(number[:10]))


@lru_cache(maxsize=16_384)
def _area_is_known(area_and_year: str) -> bool:
    """Whether six digits were a county in the year behind them; lists name few of them often."""
    try:
        return bool(ric.get_birth_place(area_and_year + "01010000"))
    except (InvalidComponent, KeyError):  # KeyError: a province without such a county
        return False


def read_credit_code(text: str) -> str:
    """Return a unified social credit code in capitals. Raises `BadCreditCode`."""
    try:
        return uscc.validate(unicodedata.normalize("NFKC", text))
    except InvalidLength:
        raise BadCreditCode(_("A credit code has 18 characters.")) from None
    except ValidationError:
        raise BadCreditCode(_("This credit code has a typing mistake. Please check it.")) from None
