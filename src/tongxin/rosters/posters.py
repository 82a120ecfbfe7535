"""A notice for walls: a PDF by typst, with a code that leads to its public page."""

import io
import json
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import segno
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Notice
from .models.request import LEGAL_NAMES

TEMPLATE = Path(__file__).parent / "data" / "poster.typ"
KEPT_SECONDS = 3600  # a poster stays the same as long as its notice does
# (at most so wide are the eight fields, in Latin letters; size in pt; gap between them in mm)
SIZES = ((550, 19, 7.5), (1100, 15, 5.5), (10**6, 11, 3.5))


def pdf_of(notice: Notice) -> bytes:
    """Return the poster in the reader's language; made once for each state of the notice."""
    key = f"poster-{notice.pk}-{notice.changed_at.timestamp()}-{get_language()}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = _compiled(notice)
        cache.set(key, made, KEPT_SECONDS)
    return made


def _compiled(notice: Notice) -> bytes:
    import typst  # 30 MB of compiler

    content = json.dumps(document(notice), ensure_ascii=False)
    made: bytes = typst.compile(str(TEMPLATE), sys_inputs={"content": content})
    return made


def document(notice: Notice) -> dict[str, Any]:
    """Return what the template prints: all eight legal fields, whole."""
    language = (get_language() or "zh")[:2]
    city = settings.CITY_NAMES[-1 if language == "en" else 0]
    facts = fields_of(notice)
    wide = sum(2 if east_asian_width(sign) in "WF" else 1 for _name, text in facts for sign in text)
    size, gap = next((size, gap) for most, size, gap in SIZES if wide <= most)
    moment = timezone.localtime(notice.published_at or notice.changed_at)
    address = address_of(notice)
    return {
        "language": language, "title": notice.title, "size": size, "gap": gap,
        "city": f"同心 Tongxin · {city} · {_('Recruitment notice')}",
        "facts": [list(fact) for fact in facts], "qr": qr_of(address),
        "call": _("Scan to join, or ask at your station"), "check": address.split("://", 1)[-1],
        "issued": f"{notice.place.label} · {date_format(moment, 'Y-m-d')}",
    }  # fmt: skip


def fields_of(notice: Notice) -> list[tuple[str, str]]:
    """Return (name, text) of the eight legal fields."""
    return [(str(name), str(getattr(notice, key))) for key, name in LEGAL_NAMES.items()]


def address_of(notice: Notice) -> str:
    """Return the whole address of the public page."""
    return settings.PUBLIC_URL + reverse("rosters:notice", args=[notice.pk])


def qr_of(address: str) -> str:
    """Return the QR code as SVG, black on white."""
    out = io.BytesIO()
    made = segno.make(address, error="m", micro=False)
    made.save(out, kind="svg", scale=8, border=2, dark="#000", light="#fff")
    return out.getvalue().decode()
