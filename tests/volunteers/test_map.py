"""The register on the map: counts for places, never a dot for a person."""

import json

import pytest
from django.urls import reverse

from tongxin.volunteers.actions import suspend


@pytest.fixture
def desk(as_, agreed, director):
    return as_(director)


def counts(client, **asked):
    cells = json.loads(client.get(reverse("volunteers:cells"), asked).content)
    return {cell["properties"]["place"]: cell["properties"]["value"] for cell in cells["features"]}


def test_each_station_has_its_count(desk, volunteer, make_volunteer, village, town):
    make_volunteer("two")
    assert counts(desk) == {village.code: "2"}
    page = desk.get(reverse("volunteers:map")).content.decode()
    assert village.name in page
    assert volunteer.number not in page


def test_the_map_is_narrowed_as_the_list_is(desk, volunteer, make_volunteer, village, officer):
    suspend(make_volunteer("two"), reason="多次缺勤", by=officer)
    assert counts(desk, state="suspended") == {village.code: "1"}
    assert counts(desk, skill="driving") == {village.code: "0"}
    assert counts(desk, age="minor") == {village.code: "0"}
    assert counts(desk, age="middle") == {village.code: "2"}


def test_a_cell_leads_to_its_rows(desk, volunteer, village):
    cells = json.loads(desk.get(reverse("volunteers:cells"), {"state": "active"}).content)
    url = cells["features"][0]["properties"]["url"]
    assert volunteer.number in desk.get(url).content.decode()


def test_a_steward_sees_the_own_village_and_a_stranger_nothing(
    as_, volunteer, make_volunteer, other_village, steward, stranger, village
):
    make_volunteer("far", home=other_village)
    client = as_(steward)
    assert counts(client) == {village.code: "1"}
    client = as_(stranger)
    assert client.get(reverse("volunteers:map")).status_code == 403
    assert client.get(reverse("volunteers:cells")).status_code == 403


def test_the_map_costs_the_same_for_one_and_for_many(
    desk, volunteer, make_volunteer, django_assert_max_num_queries
):
    address = reverse("volunteers:map")
    desk.get(address)
    for n in range(6):
        make_volunteer(f"more-{n}")
    with django_assert_max_num_queries(12):
        assert desk.get(address, {"state": "active"}).status_code == 200
