"""The pages of protection and of the gates ask as often for many rows as for two."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.counting import dearer
from tests.protection.conftest import FEVER
from tongxin.places.actions import declare_level, end_level
from tongxin.places.models import Place
from tongxin.protection.actions import (
    Contract,
    Report,
    ask_replenishment,
    cancel_policy,
    cover_people,
    declare_health,
    enter_policy,
    issue_kit,
    open_case,
    report_accident,
    reserve,
)
from tongxin.protection.foreseeing import Wanted
from tongxin.protection.models import Replenishment


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
    assert dearer(client, [(director, path) for path in pages], grow) == []


@pytest.fixture
def grow_all(city, village, town, director, make_volunteer, kit, stock, on_duty, occasion, unit):
    """`grow_all(n)`: n more people on duty, ill, hurt; stocks, movements, requests."""
    made = []

    def more():
        n = len(made)
        one = make_volunteer(f"w{n}", unit=unit if n % 2 else None)
        made.append(one)
        shift = occasion(f"shift:{n}")
        place = add_place(town, n)
        on_duty([(one, shift), (make_volunteer(f"s{n}"), shift), (made[0], shift)])
        stock(village, mask=9, vest=9)
        stock(place, mask=9, lot=f"L{n}")
        stock(unit, mask=9, vest=9)
        issue_kit(one, shift, by=director)
        reserve([Wanted(occasion(f"shift:9{n}", day=1), [one.pk])], by=director)
        declare_health(one, FEVER, by=one)
        open_case(one, what="头晕", by=one)
        report_accident(one, Report("滑倒", "包扎", timezone.now()), by=one)
        ask_replenishment(place, {"mask": 3, "vest": 1}, reason="x", by=director)

    def grow(count):
        for _ in range(count):
            more()
        return made[0]

    return grow


def add_place(town, n):
    return Place.objects.create(
        code=f"3202821129{n:02}", name=f"新{n}村", level="station", parent=town,
        path=f"{town.path}9{n:02}/",
    )  # fmt: skip


def test_the_desks_of_protection_ask_as_often_for_many_as_for_two(
    client, grow_all, director, village
):
    first = grow_all(2)
    asked = Replenishment.objects.first()
    pages = [
        "health/", "cases/", "accidents/", "handout/", "kits/", "stock/", "replenishments/",
        "destructions/", f"stock/{village.holder.pk}/", f"replenishments/{asked.pk}/",
    ]  # fmt: skip
    read = [(director, f"/desk/{path}") for path in pages]
    assert dearer(client, [*read, (first, "/mine/kit/"), (first, "/mine/health/")], grow_all) == []
