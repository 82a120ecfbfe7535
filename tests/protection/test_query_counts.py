"""The pages of insurance and of the gates ask as often for many rows as for two."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.counting import dearer
from tongxin.places.actions import declare_level, end_level
from tongxin.protection.actions import Contract, cancel_policy, cover_people, enter_policy


@pytest.fixture
def grow(city, village, director, make_person):
    """`grow(n)`: n more policies, covers and response levels."""
    today = timezone.localdate()
    ends = today + timedelta(days=90)
    policies = [enter_policy(city, Contract("人保财险", "P-0", "named", today, ends), by=director)]

    def more():
        n = len(policies)
        said = Contract("人保财险", f"P-{n}", "named", today, ends)
        policies.append(enter_policy(city, said, by=director))
        person = make_person(f"covered-{n}", name="王丽", home=village)
        cover_people(policies[0], [person.pk], by=director)
        cover_people(policies[n], [person.pk], by=director)
        cancel_policy(policies[n], reason="换了承保公司", by=director)
        end_level(
            declare_level(village, level=2, source=f"〔2020〕{n}号", by=director), by=director
        )

    def grow(count):
        for _ in range(count):
            more()
        return policies[0]

    return grow


def test_every_page_asks_as_often_for_many_as_for_two(client, grow, director):
    policy = grow(2)
    pages = ["/desk/insurance/", f"/desk/insurance/{policy.pk}/", "/desk/gates/"]
    assert dearer(client, [(director, path) for path in pages], grow) == {}
