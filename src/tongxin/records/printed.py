"""A certificate of service on paper: a PDF by typst that carries its own proof."""

import io
import json
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .documents import address_of
from .models import Certificate
from .wording import shown_hours

TEMPLATE = Path(__file__).parent / "data" / "certificate.typ"


def pdf_of(row: Certificate) -> bytes:
    """Return the certificate in the reader's language, with the signed document attached."""
    import typst  # 30 MB of compiler

    inputs = {
        "content": json.dumps(sheet_of(row), ensure_ascii=False),
        "signed": json.dumps(row.document, ensure_ascii=False),
    }
    made: bytes = typst.compile(str(TEMPLATE), sys_inputs=inputs)
    return made


def sheet_of(row: Certificate) -> dict[str, Any]:
    """Return what the template prints: only what was signed, word for word."""
    told, language = row.document, (get_language() or "zh")[:2]
    city = settings.CITY_NAMES[-1 if language == "en" else 0]
    person, issuer, address = told["person"], told["issuer"], address_of(row)
    return {
        "language": language,
        "title": _("Certificate of voluntary service"),
        "attached": _("The signed certificate"),
        "number_line": _("Number") + " " + told["number"],
        "city": "同心 Tongxin · " + city,
        "words": _words(told),
        "facts": [[str(name), text] for name, text in _facts(told, person, issuer) if text],
        "head": [_("Activity"), _("Place"), _("How often"), _("Hours")],
        "rows": [
            [row["title"], row["where"], str(row["times"]), shown_hours(row["minutes"])]
            for row in told["content"]
        ],
        "qr": _qr(address),
        "check": _("Scan to check") + "\n" + row.code_shown,
        "issuer": issuer["organisation"],
        "day": told["issued_on"],
        "small": _(
            "Free of charge. On public notice until %(day)s. Whether it still holds:"
            " %(address)s. This file carries its signature (%(key)s) and can be checked offline."
        )
        % {"day": told["notice_until"], "address": address, "key": told["key"]},
    }


def _words(told: dict[str, Any]) -> str:
    return _(
        "%(name)s gave %(hours)s hours of voluntary service between %(since)s and %(until)s."
    ) % {
        "name": told["person"]["name"], "since": told["since"], "until": told["until"],
        "hours": shown_hours(told["verified_minutes"] + told["made_up_minutes"]),
    }  # fmt: skip


def _facts(
    told: dict[str, Any], person: dict[str, Any], issuer: dict[str, Any]
) -> list[tuple[str, str]]:
    made_up = told["made_up_minutes"]
    return [
        (_("Volunteer number"), person["number"]),
        (_("Verified hours"), shown_hours(told["verified_minutes"])),
        (_("Made-up hours"), shown_hours(made_up) if made_up else ""),
        (_("Purpose"), told["purpose"]),
        (_("Principal"), issuer["principal"]),
        (_("Handler"), issuer["handler"]),
        (_("Contact"), issuer["contact"]),
    ]


def _qr(address: str) -> str:
    out = io.BytesIO()
    made = segno.make(address, error="m", micro=False)
    made.save(out, kind="svg", scale=4, border=2, dark="#000", light="#fff")
    return out.getvalue().decode()
