"""Rosters for programmes: public data out, and the same rules in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.rosters import actions
from tongxin.rosters.models import Notice, Shift


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


def test_shifts_of_one_hour_are_read_part_by_part_and_none_is_lost(client, make_post, officer):
    wanted = {row.pk for n in range(3) for row in make_post(title=f"岗{n}").shifts.all()}
    Shift.objects.update(starts_at=timezone.now() + timedelta(hours=30))
    read, after = [], {}
    while part := client.get("/api/rosters/shifts", {"limit": 1} | after).json():
        read.append(part[0]["id"])
        after = {"after_id": part[0]["id"]}
    assert (len(read), set(read)) == (3, wanted)


def test_notices_are_read_part_by_part_from_the_newest(client, make_post):
    for n in range(3):
        make_post(title=f"岗{n}")
    newest = [row.pk for row in Notice.objects.published()]
    first = client.get("/api/rosters/notices?limit=2").json()
    assert [row["id"] for row in first] == newest[:2]
    rest = client.get(f"/api/rosters/notices?before={first[-1]['id']}").json()
    assert [row["id"] for row in rest] == newest[2:]
    assert client.get("/api/rosters/notices?before=999999").status_code == 404
