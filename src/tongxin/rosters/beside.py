"""What apps above show beside a shift: links on its page, and on the page of its roster."""

from django.urls import reverse
from django.utils.functional import Promise

_LINKS: dict[str, "str | Promise"] = {}  # for volunteers who do not stand in it
_AT_DESK: dict[str, "str | Promise"] = {}  # for who keeps the roster


def link(name: str, label: "str | Promise") -> None:
    """Have the page of every shift lead to the address called `name`, which takes the shift."""
    _LINKS[name] = label


def link_desk(name: str, label: "str | Promise") -> None:
    """Have the roster of every shift lead there."""
    _AT_DESK[name] = label


def links_of(shift: int, *, desk: bool = False) -> list[tuple[str, "str | Promise"]]:
    """Return (address, label) of what stands beside a shift."""
    links = _AT_DESK if desk else _LINKS
    return [(reverse(name, args=[shift]), label) for name, label in links.items()]
