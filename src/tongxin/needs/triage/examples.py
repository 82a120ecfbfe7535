"""Labelled examples: what people have written and where it belonged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from tongxin.needs.triage.suggestion import PLATFORMS, ROUTES, SERVICE_CLASSES, URGENCIES

HELD_OUT = ("heldout", "third-development", "heldout-third")
_NOT_EXAMPLES = {"wrappings", "stand-ins", *HELD_OUT}


class BadLabel(ValueError):
    """A line of a label file that cannot be read; says which."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what people decided about it; `weight` counts it as so many examples."""

    text: str
    route: str
    sub: str
    urgency: str
    weight: float = 1.0

    @property
    def leaf(self) -> str:
        """Return the class the model learns: the sub counts only for menu and hands."""
        return f"{self.route}/{self.sub}" if self.route in {"menu", "hands"} else self.route


CORRECTION_WEIGHT = 3.0
"""A decision that differed from the suggestion teaches as much as three examples of the books."""


def correction(text: str, route: str, sub: str = "", urgency: str = "") -> Example:
    """Return a person's differing decision as an example for the next fit."""
    checked(route, sub, urgency or "IV", where="correction")
    return Example(text, route, sub, urgency, CORRECTION_WEIGHT)


def checked(route: str, sub: str, urgency: str, *, where: str) -> None:
    """Raise `BadLabel` unless the three belong to the triage guide."""
    if route not in ROUTES:
        raise BadLabel(f"{where}: unknown route {route!r}")
    allowed = {"menu": PLATFORMS, "hands": SERVICE_CLASSES}.get(route)
    if allowed and sub not in allowed:
        raise BadLabel(f"{where}: unknown {route} sub-route {sub!r}")
    if urgency not in URGENCIES:
        raise BadLabel(f"{where}: unknown urgency {urgency!r}")


def read(text: str, name: str) -> list[Example]:
    """Read `[route/sub urgency]` heads, perhaps with a name before, and the lines below them."""
    found: list[Example] = []
    head = ("", "", "")
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            path, _, urgency = line.strip("[]").rpartition(" ")
            route, _, sub = path.rpartition(" ")[2].partition("/")
            checked(route, sub, urgency, where=f"{name}:{number}")
            head = (route, sub, urgency)
        elif not head[0]:
            raise BadLabel(f"{name}:{number}: a text before any [route/sub urgency]")
        else:
            found.append(Example(line.replace("{p}", ""), *head))
    return found


def _files() -> dict[str, str]:
    folder = resources.files(__package__).joinpath("labels")
    return {
        item.name.removesuffix(".txt"): item.read_text("utf-8")
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".txt")
    }


@lru_cache(maxsize=2)
def labelled(*without: str) -> tuple[Example, ...]:
    """Return every example the model learns from, each text once; `without` are files."""
    unique: dict[str, Example] = {}
    for name, text in _files().items():
        if name not in {*_NOT_EXAMPLES, *without} and not name.startswith("pairs"):
            for example in read(text, name):
                unique.setdefault(example.text, example)
    return tuple(unique.values())


@lru_cache(maxsize=4)
def held_out(name: str) -> tuple[Example, ...]:
    """Return the examples of one file kept from every fit."""
    return tuple(read(_files().get(name, ""), name))


@lru_cache(maxsize=1)
def wrappings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return greetings to put before, and thanks to put after, an example."""
    parts: dict[str, list[str]] = {"before": [], "after": []}
    into = parts["before"]
    for line in _files()["wrappings"].splitlines():
        if line.startswith("["):
            into = parts[line.strip("[]")]
        elif line.strip() and not line.startswith("#"):
            into.append(line.strip())
    return tuple(parts["before"]), tuple(parts["after"])


def wrapped(examples: Sequence[Example]) -> list[Example]:
    """Return each example once more inside a greeting and thanks, at half weight."""
    before, after = wrappings()
    again: list[Example] = []
    for number, each in enumerate(examples):
        head = before[(7 * number) % len(before)] if number % 3 else ""
        tail = after[(5 * number) % len(after)] if number % 3 != 1 else ""
        text = f"{head}{each.text}。{tail}"
        again.append(Example(text, each.route, each.sub, each.urgency, each.weight / 2))
    return again


def fingerprint(examples: Iterable[Example], *more: str) -> str:
    """Return a hash that changes when any example, word list or code version does."""
    digest = hashlib.sha256()
    for each in examples:
        digest.update(repr((each.text, each.leaf, each.urgency, each.weight)).encode())
    for text in more:
        digest.update(text.encode())
    return digest.hexdigest()[:24]
