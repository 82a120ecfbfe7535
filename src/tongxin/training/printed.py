"""A certificate on paper: a PDF by typst, with a code that leads to its public page."""

import io
import json
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Pass

TEMPLATE = Path(__file__).parent / "data" / "certificate.typ"


def pdf_of(row: Pass) -> bytes:
    """Return the certificate of a pass, in the reader's language, with the whole name."""
    import typst  # 30 MB of compiler

    content = json.dumps(document(row), ensure_ascii=False)
    made: bytes = typst.compile(str(TEMPLATE), sys_inputs={"content": content})
    return made


def document(row: Pass) -> dict[str, Any]:
    """Return what the template prints."""
    address = settings.PUBLIC_URL + reverse("training:certificate", args=[row.code])
    language = (get_language() or "zh")[:2]
    city = settings.CITY_NAMES[-1 if language == "en" else 0]
    until = _day(row.until) if row.until else _("without end")
    facts = [
        [_("Number"), row.code_shown],
        [_("Passed"), str(row.get_how_display())],
        [_("Counts from"), _day(row.since)],
        [_("Until"), until],
    ]
    if row.course:
        facts.insert(1, [_("Course"), row.course.label])
    return {
        "language": language,
        "title": _("Certificate of training"),
        "city": "同心 Tongxin · " + city,
        "words": _("%(name)s has learnt “%(module)s” and passed.")
        % {"name": row.person.name, "module": row.module.label},
        "facts": facts,
        "qr": _qr(address),
        "check": address.split("://", 1)[-1],
        "issuer": _("Civilization practice centre of %(city)s") % {"city": city},
        "day": _day(row.since),
    }


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d")


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2)
    return out.getvalue().decode()
