"""The whole API against its own description: no 5xx, and nothing that is not written there."""

from contextlib import suppress

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tongxin.config.wsgi import application
from tongxin.people.actions import make_api_key
from tongxin.people.powers import DIRECTOR

DESCRIPTION = "/api/openapi.json"
PLAIN = {"Accept-Encoding": "identity"}  # the client in this process does not unpack
KEPT = (
    checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
)  # fmt: skip


@pytest.fixture
def schema(db):
    """The description as served; requests share the test's connection, as Django's client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(DESCRIPTION, application)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def bearer(director):
    _key, text = make_api_key(director, label="test", powers=sorted(DIRECTOR), by=director)
    return {"Authorization": f"Bearer {text}"}


def test_the_description_is_valid(client, db):
    validate(client.get(DESCRIPTION).json())


def test_nothing_undocumented_and_no_crash(schema, bearer, listed, need, team):
    for result in schema.get_all_operations():
        for mode in GenerationMode:
            _try(result.ok(), mode, bearer)


def _try(operation, mode, headers):
    @settings(
        max_examples=8, derandomize=True, deadline=None, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        cache.clear()  # the limits of how often are tested elsewhere
        for sent in (headers, {}):
            case.call_and_validate(headers=sent | PLAIN, checks=KEPT)

    with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
        run()
