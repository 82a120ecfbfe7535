"""Phone numbers as people write them, in the one form we keep.

Source: the telephone numbering plan of China (MIIT 2017): eleven digits from 13 to 19 for mobiles,
"0", area code and seven or eight digits for landlines.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from tongxin.errors import DomainError

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}")
COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$|0?[1-9][0-9]{8,10}$)")
NOISE = re.compile(r"[\s\-‐‑–—−().·]+")


class BadPhone(DomainError):
    """This is not a phone number we can use."""

    status = 422


def normalise_phone(text: str, *, landline: bool = False) -> str:
    """Return the digits of a Chinese number; "+86", spaces, dashes and full-width digits go.

    Mobiles only, unless `landline`: text messages do not reach the others. Raises `BadPhone`.
    """
    digits = NOISE.sub("", unicodedata.normalize("NFKC", text))
    digits = COUNTRY.sub("", digits) if not MOBILE.fullmatch(digits) else digits
    if MOBILE.fullmatch(digits) or (landline and LANDLINE.fullmatch(digits)):
        return digits
    if landline:
        raise BadPhone(_("Enter a mobile number of 11 digits, or a landline with its area code."))
    raise BadPhone(_("Enter a mobile number of 11 digits."))
