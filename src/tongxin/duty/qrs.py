"""The code as a picture: drawn by the server, or carried along as dots to be drawn offline."""

import base64

import segno
from django.conf import settings
from django.core.cache import caches
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

MASK = 4  # any of the eight will do; to try them all takes longer than to draw
QUIET = 2  # modules of white around it
KEPT_SECONDS = 3600


def address_of(door: str, digits: str) -> str:
    """Return the whole address a phone opens when it scans the code."""
    return settings.PUBLIC_URL + reverse("duty:scan", args=[door, digits])


def _rows(address: str) -> list[bytearray]:
    rows: list[bytearray] = list(segno.make(address, error="m", mask=MASK, micro=False).matrix)
    return rows


def drawing(address: str, label: str) -> SafeString:
    """Return the QR code as SVG, black on white in every theme."""
    rows = _rows(address)
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )  # fmt: skip
    return format_html(
        '<svg class="door-qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
        size, label, path,
    )  # fmt: skip


def dots_of(door: str, codes: list[str]) -> tuple[int, str]:
    """Return (modules a side, the dots of each code in base64, row by row, joined by dots).

    What a leader's phone needs to draw the codes of a whole shift without a network. The same for
    all who ask, so it is kept.
    """
    key = f"duty:dots:{door}:{codes[0]}:{len(codes)}"
    kept: tuple[int, str] | None = caches["pages"].get(key)
    if kept is None:
        drawn = [_rows(address_of(door, code)) for code in codes]
        kept = len(drawn[0]), ".".join(_packed(rows) for rows in drawn)
        caches["pages"].set(key, kept, KEPT_SECONDS)
    return kept


def _packed(rows: list[bytearray]) -> str:
    bits = "".join("1" if dark else "0" for row in rows for dark in row)
    whole = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2)
    return base64.b64encode(whole.to_bytes(-(-len(bits) // 8), "big")).decode()
