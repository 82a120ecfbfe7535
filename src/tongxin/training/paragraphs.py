"""A lesson's plain text as parts to show: headings, paragraphs, lists. Nothing is trusted."""

from dataclasses import dataclass, field
from itertools import groupby


@dataclass(frozen=True)
class Part:
    """One part of a text: "heading", "paragraph" or "points"."""

    kind: str
    text: str = ""
    points: list[str] = field(default_factory=list)


def parts_of(text: str) -> list[Part]:
    """Cut a text at its lines: "# …" is a heading, "- …" a point, any other a paragraph."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts: list[Part] = []
    for kind, some in groupby(lines, key=_kind):
        told = list(some)
        if kind == "points":
            parts.append(Part(kind, points=[line[1:].strip() for line in told]))
        else:
            parts += [Part(kind, text=line.lstrip("#").strip()) for line in told]
    return parts


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "heading"
    return "points" if line.startswith("- ") else "paragraph"
