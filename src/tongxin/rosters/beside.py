"""What apps above show beside a shift: links on its page, for volunteers who do not stand in it."""

from django.urls import reverse
from django.utils.functional import Promise

_LINKS: dict[str, "str | Promise"] = {}


def link(name: str, label: "str | Promise") -> None:
    """Have the page of every shift lead to the address called `name`, which takes the shift."""
    _LINKS[name] = label


def links_of(shift: int) -> list[tuple[str, "str | Promise"]]:
    """Return (address, label) of what stands beside a shift."""
    return [(reverse(name, args=[shift]), label) for name, label in _LINKS.items()]
