"""What apps above know of a volunteer: each adds its chapter in its `AppConfig.ready`.

chapters.add("shifts", Chapter(_("My shifts"), "rosters:mine", "calendar", teaser=next_shift))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from tongxin.people.models import Person


@dataclass(frozen=True)
class Chapter:
    """A part of one's own page, and of the page the desk sees.

    `teaser(person)` is one short line ("明天 8:00 云湖卡口"), "" for nothing to say; at most two
    queries. `desk(person)` returns (label, text) facts for the desk.
    """

    title: str | Promise
    url_name: str
    icon: str
    teaser: Callable[[Person], str] = lambda person: ""
    desk: Callable[[Person], list[tuple[str, str]]] = lambda person: []
    order: int = 50


CHAPTERS: dict[str, Chapter] = {}


def add(name: str, chapter: Chapter) -> None:
    """Let `chapter` appear on the personal page and the desk's page of a volunteer."""
    CHAPTERS[name] = chapter


def in_order() -> list[Chapter]:
    """Return all chapters, by their order and name."""
    return [CHAPTERS[name] for name in sorted(CHAPTERS, key=lambda n: (CHAPTERS[n].order, n))]
