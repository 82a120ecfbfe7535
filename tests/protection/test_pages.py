from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.protection.models import Cover, Policy
from tongxin.volunteers.models import Volunteer

TODAY = timezone.localdate()


@pytest.fixture
def sent(city):
    return {
        "insurer": "人保财险", "number": "P-7", "scope": "named", "place": city.code,
        "since": TODAY, "until": TODAY + timedelta(days=30), "yuan": "",
    }  # fmt: skip


@pytest.fixture
def volunteer(resident):
    return Volunteer.objects.create(
        person=resident, number="YX2020-000001", state="active", confirmed_at=timezone.now()
    )


def test_a_policy_is_entered_people_join_leave_and_it_is_cancelled(
    client, director, sent, volunteer
):
    client.force_login(director)
    assert client.post("/desk/insurance/", sent).status_code == 302
    policy = Policy.objects.get()
    there = f"/desk/insurance/{policy.pk}/"
    assert "P-7" in client.get("/desk/insurance/").content.decode()
    people = {"people": "yx2020-000001\nYX2020-999999"}
    answer = client.post(f"{there}covers", people)
    assert answer.status_code == 422
    assert "YX2020-999999" in answer.content.decode()
    assert Cover.objects.get().person == volunteer.person
    assert "YX2020-000001" in client.get(there).content.decode()
    assert client.post(f"/desk/covers/{Cover.objects.get().pk}/removal").status_code == 302
    client.post(f"{there}cancellation", {"reason": "退保"})
    policy.refresh_from_db()
    assert policy.cancelled_at


def test_an_officer_of_a_town_sees_no_policy_of_the_city(client, officer, director, sent):
    client.force_login(director)
    client.post("/desk/insurance/", sent)
    client.force_login(officer)
    assert client.get("/desk/insurance/").status_code == 403
    assert client.get(f"/desk/insurance/{Policy.objects.get().pk}/").status_code == 404


def test_a_policy_that_ends_before_it_begins_is_sent_back(client, director, sent):
    client.force_login(director)
    sent["until"] = TODAY - timedelta(days=1)
    assert client.post("/desk/insurance/", sent).status_code == 422
    assert not Policy.objects.exists()


def test_a_policys_page_costs_the_same_for_one_and_for_many(
    client, director, sent, make_person, django_assert_max_num_queries
):
    client.force_login(director)
    client.post("/desk/insurance/", sent)
    policy = Policy.objects.get()
    for n in range(12):
        person = make_person(f"p{n}")
        Volunteer.objects.create(person=person, number=f"N{n}", state="invited")
        Cover.objects.create(policy=policy, person=person, since=TODAY, until=TODAY)
    with django_assert_max_num_queries(14):
        client.get(f"/desk/insurance/{policy.pk}/")


def test_the_policies_cost_the_same_for_one_and_for_many(
    client, director, sent, django_assert_max_num_queries
):
    client.force_login(director)
    for n in range(12):
        client.post("/desk/insurance/", sent | {"number": f"P-{n}"})
    with django_assert_max_num_queries(10):
        page = client.get("/desk/insurance/").content.decode()
    assert "P-11" in page
