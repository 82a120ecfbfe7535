"""The house's own settings, and one more address: a bare view to compare with."""

import os

from tongxin.config.settings import *  # noqa: F403
from tongxin.config.settings import CACHES

ROOT_URLCONF = "bench.urls"

if os.environ.get("BENCH_FIRST_LOOKS") == "1":  # nobody finds a page kept for them
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
