"""Style and script sets: many small files in the repository, one request on the wire.

A staticfiles finder puts each set together where `collectstatic` (and, in tests, WhiteNoise) looks,
so hashing and far-future caching work as for any file. See docs/adr/0004-no-build-step.md.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = Path(__file__).resolve().parent / "static" / "web"
GROUND = ["layers", "reset", "tokens", "base", "layout"]
EVERYWHERE = ["masthead", "button", "field", "card", "table", "filters", "tag", "figure", "notice"]
LAST = ["utilities", "print"]
BUNDLES = {
    "web/resident.css": [*GROUND, *EVERYWHERE, "welcome", "disclosure", "stars", *LAST],
    "web/desk.css": [
        *GROUND,
        *EVERYWHERE,
        "welcome",
        "sidebar",
        "disclosure",
        "stars",
        "map",
        *LAST,
    ],
    "web/wall.css": [*GROUND, *EVERYWHERE, "map", "wall", *LAST],
    "web/page.js": ["csrf", "toast", "submit", "copy", "outbox_store", "outbox", "offline"],
    "web/desk.js": ["keyboard", "dialog"],
    "web/map.js": ["map"],
}


def assembled(name: str) -> str:
    """Return the text of one set. Scripts get a block each, so their names cannot meet."""
    folder = name.rsplit(".", 1)[-1]
    texts = [(SOURCE / folder / f"{part}.{folder}").read_text() for part in BUNDLES[name]]
    return "\n".join(texts if folder == "css" else (f"{{\n{text}}}" for text in texts))


class BundleFinder(BaseFinder):
    """Find the sets, writing each to `TONGXIN_HOME/bundles` when its parts changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.HOME / "bundles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in BUNDLES:
            return [] if find_all else None
        found = str(self._written(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name in BUNDLES:
            self._written(name)
            yield name, self.storage

    def _written(self, name: str) -> Path:
        target, text = Path(self.storage.path(name)), assembled(name)
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=target.parent)
            with os.fdopen(handle, "w") as file:
                file.write(text)
            os.replace(part, target)  # whole or not at all, even when two processes start at once
            target.chmod(0o644)
        return target
