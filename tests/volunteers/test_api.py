"""The register over the API: read as the desk reads it, by right, page after page."""

import pytest
from django.utils import timezone

from tongxin.volunteers.actions import claim, invite


@pytest.fixture
def desk(as_, agreed, officer):
    return as_(officer)


def numbers(client, **asked):
    return [one["number"] for one in client.get("/api/volunteers/", asked).json()["items"]]


def test_one_sees_the_own_places_and_no_full_name(desk, volunteer, make_volunteer, other_village):
    make_volunteer("far", home=other_village)
    answer = desk.get("/api/volunteers/")
    assert [one["number"] for one in answer.json()["items"]] == [volunteer.number]
    assert "王丽" not in answer.content.decode()
    assert volunteer.person.phone not in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"q": "王"}, True), ({"state": "active"}, True), ({"state": "invited"}, False),
     ({"age": "middle"}, True), ({"age": "senior"}, False), ({"part": 20}, True),
     ({"skill": "driving"}, False), ({"service_class": "screening"}, False),
     ({"place": "320282112226"}, True)],
)  # fmt: skip
def test_the_list_is_narrowed(desk, volunteer, asked, found):
    assert (volunteer.number in numbers(desk, **asked)) is found


def test_pages_follow_each_other(desk, volunteer, village, steward):
    for n in range(3):
        invite(name=f"李{n}", phone=f"1380000005{n}", home=village, by=steward)
    first = desk.get("/api/volunteers/", {"limit": 3}).json()
    rest = desk.get("/api/volunteers/", {"limit": 3, "after": first["next"]}).json()
    assert rest["next"] is None
    assert [one["number"] for one in rest["items"]] == [volunteer.number]


def test_one_volunteer_is_told_with_certificates(desk, volunteer, kinds, officer):
    claim(volunteer, kinds["nurse"], by=officer)
    told = desk.get(f"/api/volunteers/{volunteer.pk}").json()
    assert told["qualifications"] == [{"kind": "nurse", "state": "waiting", "expires_on": None}]
    assert told["age"] == volunteer.person.age_on(timezone.localdate())


def test_a_stranger_reads_nothing(
    client, as_, volunteer, stranger, officer, make_volunteer, other_village
):
    assert client.get("/api/volunteers/").status_code == 401
    client = as_(stranger)
    assert client.get("/api/volunteers/").status_code == 403
    far = make_volunteer("far", home=other_village)
    client = as_(officer)
    assert client.get(f"/api/volunteers/{far.pk}").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(
    desk, volunteer, make_volunteer, django_assert_max_num_queries
):
    desk.get("/api/volunteers/")
    for n in range(6):
        make_volunteer(f"more-{n}")
    with django_assert_max_num_queries(8):
        assert len(numbers(desk)) == 7
