"""Stories of hands: each is walked on a phone and at a desk's width, in Chinese and in English."""

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

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
LANGUAGES = {"zh": {}, "en": {"language": "en"}}


@pytest.fixture(params=["phone-zh", "phone-en", "desk-zh", "desk-en"])
def screen(request, open_page):
    """`screen(person)`: a page of the size and in the language of this walk."""
    size, language = request.param.split("-")
    return lambda person=None: open_page(*SIZES[size], person, **LANGUAGES[language])


@pytest.fixture
def in_english(request):
    """Whether this walk reads English."""
    return request.node.callspec.params["screen"].endswith("-en")
