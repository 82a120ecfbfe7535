"""Put like needs into one group, by the words they share: simple, and easy to explain."""

import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "topics.json"


@cache
def _topics() -> dict[str, dict[str, list[str]]]:
    kept = json.loads(DATA.read_text(encoding="utf-8"))
    kept.pop("comment", None)
    return dict(kept)


def topic_of(words: str, platform: str) -> str:
    """Return the group most of whose words are said; "" when none is."""
    counts = {
        topic: sum(word in words for word in known)
        for topic, known in _topics().get(platform, {}).items()
    }
    best = max(counts, key=lambda topic: counts[topic], default="")
    return best if best and counts[best] else ""


def words_of(topic: str, platform: str) -> list[str]:
    """Return the words that put a need into `topic`: the reason shown beside a group."""
    return _topics().get(platform, {}).get(topic, [])
