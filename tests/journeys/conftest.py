"""What the stories share: a clean start, the notice at the doors, a look at every page."""

import os
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.needs.notice import intake_notice

PICTURES = os.environ.get("TONGXIN_PICTURES")  # a folder: every page looked at is kept there


@pytest.fixture(autouse=True)
def _curtain(city):
    cache.clear()
    intake_notice()


@pytest.fixture
def look(accessible, request):
    """`look(page)`: axe finds nothing on it, and nothing runs over its edge."""
    seen = []

    def check(page):
        seen.append(page.url)
        if PICTURES:
            name = f"{request.node.name}-{len(seen):02}.png"
            page.screenshot(path=Path(PICTURES) / name, full_page=True)
        accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"

    return check
