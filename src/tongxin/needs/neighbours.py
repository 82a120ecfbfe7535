"""Has somebody near asked for the same? A hint while one writes; people decide on merging."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rapidfuzz import fuzz

from tongxin.places.models import Place

from .models import Need

RECENT = timedelta(days=30)
READ_AT_MOST = 200
SHOWN_AT_MOST = 2
LIKE_FROM = 55.0  # of 100; below, the same characters meet by chance
LETTERS_AT_LEAST = 5


def same_nearby(words: str, place: Place) -> list[Need]:
    """Return public needs of the same village or town that read like `words`, the likest first."""
    words = words.strip()
    if len(words) < LETTERS_AT_LEAST:
        return []
    town = place.parent if place.level == Place.Level.STATION and place.parent else place
    near = (
        Need.objects.public().open().under(town)
        .filter(raised_at__gte=timezone.now() - RECENT)
        .select_related("place__parent").order_by("-raised_at", "-pk")[:READ_AT_MOST]
    )  # fmt: skip
    weighed = [(_likeness(words, need, place), need) for need in near]
    weighed.sort(key=lambda pair: -pair[0])
    return [need for likeness, need in weighed[:SHOWN_AT_MOST] if likeness >= LIKE_FROM]


def _likeness(words: str, need: Any, place: Place) -> float:
    same_village = 8.0 if need.place_id == place.pk else 0.0
    return fuzz.ratio(words, need.shown_words) + same_village
