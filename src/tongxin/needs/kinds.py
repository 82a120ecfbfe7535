"""Where a need can belong, as one choice with one key: platforms, classes, and the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongxin.places.models import Platform, ServiceClass

from .models.need import Route

KEPT_SECONDS = 60  # platforms and classes hardly ever change
# One key each at the triage desk; a city that adds a platform reaches it by mouse.
KEYS = {
    "menu:theory": "t", "menu:education": "e", "menu:culture": "c", "menu:science": "s",
    "menu:sports_health": "h", "hands:publicity": "p", "hands:guarding": "g",
    "hands:screening": "r", "hands:disinfection": "d", "hands:information": "i",
    "hands:psychological": "y", "refer": "f", "emergency": "q",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One place a need can belong to."""

    key: str  # "menu:education", "hands:guarding", "refer", "emergency"
    label: str
    letter: str = ""

    @property
    def route(self) -> str:
        return self.key.partition(":")[0]

    @property
    def code(self) -> str:
        return self.key.partition(":")[2]


def kinds() -> list[Kind]:
    """Return all kinds, in the reader's language, in the city's order; a minute old at most."""
    key = f"kinds:{get_language()}"
    kept: list[Kind] | None = caches["pages"].get(key)
    if kept is None:
        kept = _kinds()
        caches["pages"].set(key, kept, KEPT_SECONDS)
    return kept


def _kinds() -> list[Kind]:
    found = [
        Kind(f"{route}:{one.code}", one.label, KEYS.get(f"{route}:{one.code}", ""))
        for route, model in ((Route.MENU, Platform), (Route.HANDS, ServiceClass))
        for one in model.objects.all()
    ]
    return [
        *found,
        Kind("refer", _("Another department"), KEYS["refer"]),
        Kind("emergency", _("Emergency"), KEYS["emergency"]),
    ]


def key_of(judged: Any) -> str:
    """Return the key of the kind a proposal, decision or need names."""
    code = getattr(judged, "platform_code", "") or getattr(judged, "platform_id", "")
    code = code or getattr(judged, "class_code", "") or getattr(judged, "service_class_id", "")
    return f"{judged.route}:{code}" if code else str(judged.route)


def labels(some: Iterable[Kind]) -> Mapping[str, str]:
    """Return the labels by key."""
    return {kind.key: kind.label for kind in some}
