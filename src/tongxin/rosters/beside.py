"""What apps above show beside a shift: links on its page, and on the page of its roster."""

from django.urls import reverse
from django.utils.functional import Promise

from tongxin.people.models import Person

from .models import Shift

_LINKS: dict[str, "str | Promise"] = {}  # for volunteers who do not stand in it
_AT_DESK: dict[str, "tuple[str | Promise, str]"] = {}  # for who keeps the roster, with a power


def link(name: str, label: "str | Promise") -> None:
    """Have the page of every shift lead to the address called `name`, which takes the shift."""
    _LINKS[name] = label


def link_desk(name: str, label: "str | Promise", power: str) -> None:
    """Have the roster of every shift lead there, for those who hold `power` at its place."""
    _AT_DESK[name] = label, power


def links_of(shift: int) -> list[tuple[str, "str | Promise"]]:
    """Return (address, label) of what stands beside a shift."""
    return [(reverse(name, args=[shift]), label) for name, label in _LINKS.items()]


def desk_links_of(shift: Shift, reader: Person) -> list[tuple[str, "str | Promise"]]:
    """Return (address, label) of what stands beside its roster for a reader; its post is loaded."""
    return [
        (reverse(name, args=[shift.pk]), label)
        for name, (label, power) in _AT_DESK.items()
        if reader.may(power, at=shift.post.place)
    ]
