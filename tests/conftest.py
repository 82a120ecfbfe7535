"""What every test may use. The people live in `cast.py`, what they play on in `stage.py`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("TONGXIN_TESTING", "1")
os.environ.setdefault("TONGXIN_HTTPS", "0")
os.environ.setdefault("TONGXIN_TRIAGE_CACHE", "var/triage")  # fitted once, for every process

from tests.cast import *  # noqa: F403
from tests.stage import *  # noqa: F403


@pytest.fixture(scope="session", autouse=True)
def home_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files go to a home of their own: the installation that stands here is left alone."""
    from django.conf import settings
    from django.test import override_settings

    home, fits = tmp_path_factory.mktemp("home"), Path(settings.HOME) / "triage"
    fits.mkdir(parents=True, exist_ok=True)
    (home / "triage").symlink_to(fits)  # fitted once, for every process
    with override_settings(HOME=home, MEDIA_ROOT=home / "media"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept(home_of_tests: None) -> None:
    """Kept pages, counted tries and the ends of chains do not reach from one test to the next."""
    from django.conf import settings
    from django.core.cache import caches

    for cache in caches.all(initialized_only=True):
        cache.clear()
    for head in ("journal-head", "records-head"):
        (Path(settings.HOME) / head).unlink(missing_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a breathless machine may be late: its stories get one more try, and say so."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.flaky(reruns=1))
