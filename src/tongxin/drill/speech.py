"""What simulated residents say: phrases with gaps, filled at random from a seed."""

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "speech.json"


@dataclass(frozen=True)
class Said:
    """One message, and what its author meant by it."""

    words: str
    leaf: dict[str, Any]


@cache
def book() -> dict[str, Any]:
    """Return the phrase book."""
    return dict(json.loads(DATA.read_text(encoding="utf-8")))


def say(chance: random.Random, *, urgent: bool = True) -> Said:
    """Return one message; without `urgent`, one that can wait for an import."""
    leaves = [leaf for leaf in book()["leaves"] if urgent or leaf["urgency"] > 1]
    (leaf,) = chance.choices(leaves, weights=[leaf["weight"] for leaf in leaves])
    fill = {slot: chance.choice(words) for slot, words in book()["slots"].items()}
    return Said(chance.choice(leaf["says"]).format(**fill), leaf)


def full_name(chance: random.Random) -> str:
    return f"{chance.choice(book()['names'])}{chance.choice(book()['given'])}"


def mobile(number: int) -> str:
    """Return a well-formed number; the demo has no carrier, so nothing is ever sent to it."""
    return f"1990{number:07d}"
