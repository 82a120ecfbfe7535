"""The API of rosters against its own description, with rows to tell of."""

import pytest
from django.core.cache import cache

from tests.needs.test_api_schema import KEPT, PLAIN, schema  # noqa: F401
from tongxin.people.actions import make_api_key
from tongxin.rosters import actions
from tongxin.rosters.models import Notice

ROOT = "/api/rosters"


@pytest.fixture
def bearer(hands, director):
    _key, text = make_api_key(hands[0], label="test", powers=[], by=director)
    return {"Authorization": f"Bearer {text}"} | PLAIN


def test_every_answer_is_as_described(schema, make_shift, hands, bearer):  # noqa: F811
    shift = make_shift(places=1)
    first = actions.join(shift, by=hands[1])
    at = {"notice_id": Notice.objects.get().pk, "shift_id": shift.pk}

    def ask(method, path, body=None, **parts):
        cache.clear()
        sent = {} if body is None else {"body": body, "media_type": "application/json"}
        case = schema[ROOT + path][method].Case(path_parameters=parts, **sent)
        return case.call_and_validate(headers=bearer, checks=KEPT)

    assert len(ask("GET", "/notices").json()) == 1
    assert ask("GET", "/notices/{notice_id}", notice_id=at["notice_id"]).json()["number"] == 1
    assert ask("GET", "/shifts").json()[0]["left"] == 0
    assert len(ask("GET", "/for-me").json()) == 1
    made = ask("POST", "/shifts/{shift_id}/enrolments", {"client_key": "k"}, shift_id=shift.pk)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    mine = made.json()["id"]
    actions.leave(first, by=hands[1])
    assert ask("GET", "/enrolments").json()[0]["state"] == "invited"
    confirmed = ask("POST", "/enrolments/{enrolment_id}/confirmation", enrolment_id=mine)
    assert confirmed.json()["state"] == "joined"
    late = ask("POST", "/enrolments/{enrolment_id}/declining", enrolment_id=mine)
    assert late.status_code == 409
    assert ask("DELETE", "/enrolments/{enrolment_id}", enrolment_id=mine).status_code == 200
    again = ask("GET", "/notices/{notice_id}", notice_id=10**9)
    assert again.status_code == 404
