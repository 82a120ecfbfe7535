"""Words everybody may read: without phones, identity numbers, plates or house numbers."""

import re

HIDDEN = "＊＊＊"
PATTERNS = [
    re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),  # resident identity number
    re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9](?:[- ]?\d){9}(?!\d)"),  # mobile phone
    re.compile(r"(?<!\d)(?:0\d{2,3}[- ]?)?[2-8]\d{6,7}(?!\d)"),  # landline
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),  # mail
    re.compile(r"[京沪苏浙皖][A-Z][·\s]?[A-Z0-9]{5,6}"),  # number plate
    re.compile(r"\d+\s*(?:幢|栋|号楼)[\s\d单元室号-]*\d+\s*[室号]?"),  # a flat
]


def redact(words: str) -> str:
    """Return `words` with everything that points at one person's door or phone hidden."""
    for pattern in PATTERNS:
        words = pattern.sub(HIDDEN, words)
    return words
