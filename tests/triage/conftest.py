"""One fitted model for the whole session: fitting takes seconds."""

from __future__ import annotations

import pytest

from tongxin.needs.triage.model import Model, default_model


@pytest.fixture(scope="session")
def model() -> Model:
    return default_model()
