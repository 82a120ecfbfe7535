"""Stories of hands: each is walked on a phone in Chinese and at a desk's width in English."""

import pytest

from tests.rosters.conftest import (  # noqa: F401
    approved,
    asked,
    basics,
    crew,
    hands,
    make_post,
    make_shift,
    make_volunteer,
)


@pytest.fixture(
    params=[(390, 844, {}), (1280, 900, {"language": "en"})], ids=["phone-zh", "desk-en"]
)
def screen(request, open_page):
    """`screen(person)`: a page of the size and in the language of this walk."""
    width, height, cookies = request.param
    return lambda person=None: open_page(width, height, person, **cookies)


@pytest.fixture
def in_english(request):
    """Whether this walk reads English."""
    return "desk-en" in request.node.name
