"""Which kits occasions ask for, at the response level that holds there and then."""

from collections.abc import Iterable

from tongxin.places.models import ResponseLevel

from .kits import KitRow, wardrobe
from .occasions import Occasion


def kit_needed(occasion: Occasion) -> KitRow | None:
    """Return the kit everybody needs there; None: no kit is needed."""
    return kits_needed([occasion])[occasion.key]


def kits_needed(occasions: Iterable[Occasion]) -> dict[str, KitRow | None]:
    """Return the kit each occasion asks for, by its key: three queries for any number."""
    asked = list(occasions)
    if not asked:
        return {}
    kits, levels = wardrobe(), _levels(asked)
    return {
        one.key: kits.kit_for(one.service_class, one.kind, _hardest(one, levels))
        if one.offline
        else None
        for one in asked
    }


def _levels(asked: list[Occasion]) -> list[ResponseLevel]:
    start, end = min(one.starts_at for one in asked), max(one.ends_at for one in asked)
    return list(ResponseLevel.objects.between(start, end).select_related("place"))


def _hardest(occasion: Occasion, levels: Iterable[ResponseLevel]) -> int:
    """Return the hardest level over any moment of the occasion, 1–4; 0: none."""
    return min(
        (row.level for row in levels
         if occasion.place.path.startswith(row.place.path) and row.since < occasion.ends_at
         and (row.until is None or row.until > occasion.starts_at)),
        default=0,
    )  # fmt: skip
