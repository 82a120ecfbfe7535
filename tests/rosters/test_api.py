"""Rosters for programmes: public data out, and the same rules in."""

import pytest

from tongxin.rosters import actions
from tongxin.rosters.models import Notice


@pytest.fixture
def shift(make_shift):
    return make_shift(places=1)


def test_anybody_reads_notices_and_shifts(client, shift):
    notice = Notice.objects.get()
    assert client.get(f"/api/rosters/notices/{notice.pk}").json()["risks"] == "户外寒冷。"
    assert client.get("/api/rosters/notices").json()[0]["number"] == 1
    row = client.get("/api/rosters/shifts").json()[0]
    assert (row["id"], row["left"], row["places"]) == (shift.pk, 1, 1)
    assert client.get("/api/rosters/shifts?kind=guarding").json() == []


def test_a_volunteer_joins_and_leaves(client, shift, hands):
    client.force_login(hands[0])
    made = client.post(
        f"/api/rosters/shifts/{shift.pk}/enrolments", {}, content_type="application/json"
    )
    assert (made.status_code, made.json()["state"]) == (201, "joined")
    assert client.get("/api/rosters/for-me").status_code == 200
    left = client.delete(f"/api/rosters/enrolments/{made.json()['id']}")
    assert left.json()["state"] == "cancelled"


def test_a_refusal_is_a_problem_with_a_sentence(client, shift, make_volunteer):
    client.force_login(make_volunteer("new", passed=False))
    said = client.post(
        f"/api/rosters/shifts/{shift.pk}/enrolments", {}, content_type="application/json"
    )
    assert said.status_code == 409
    assert said.json()["detail"]


def test_a_strangers_enrolment_is_not_there(client, shift, hands):
    row = actions.join(shift, by=hands[0])
    client.force_login(hands[1])
    assert client.delete(f"/api/rosters/enrolments/{row.pk}").status_code == 404
