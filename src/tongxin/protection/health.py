"""What makes somebody unfit for duty today: the questions and the limits, which are data."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "health.json"
COLDEST, HOTTEST = Decimal("34.0"), Decimal("43.0")  # °C a living person may read off


@dataclass(frozen=True)
class Answers:
    """A declaration: temperature in °C, codes of symptoms, contact with a case or a risk area."""

    temperature: Decimal
    symptoms: tuple[str, ...] = ()
    exposed: bool = False

    def stored(self) -> dict[str, Any]:
        return {
            "temperature": str(self.temperature), "symptoms": list(self.symptoms),
            "exposed": self.exposed,
        }  # fmt: skip


@cache
def told() -> dict[str, Any]:
    """Return the questions and limits that ship with the product."""
    found: dict[str, Any] = json.loads(DATA.read_text())
    return found


def fever() -> Decimal:
    """Return from how many °C on somebody does not go on duty."""
    return Decimal(told()["fever_celsius"])


def symptom_names() -> dict[str, str]:
    """Return the symptoms asked about, by code, in the reader's language."""
    name = "name_en" if get_language() == "en" else "name"
    return {row["code"]: row[name] for row in told()["symptoms"]}


def is_unfit(answers: Answers) -> bool:
    """Whether a symptom, a fever or an exposure keeps somebody off duty (rule 33)."""
    return bool(answers.symptoms) or answers.exposed or answers.temperature >= fever()
